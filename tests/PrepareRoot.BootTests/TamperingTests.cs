using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// Disks on which the content of files was changed, but not the image: the system boots, and the
/// changed files can't be read.
/// </summary>
public class TamperingTests
{
    private const string Error = "Input/output error";
    private const string Missing = "No such file or directory";

    // Four files of each image, each with an object of its own.
    private static readonly string[] _ostreeFiles =
        [.. ((string[])["16", "17", "18", "19"]).Select(number => $"/usr/lib/modules/6.12.0-test/kernel/drivers/x/mod{number}.ko")];

    private static readonly string[] _composefsFiles = ["/usr/bin/caps", "/usr/bin/tool010", "/usr/bin/tool011", "/usr/bin/tool015"];

    private static readonly BootCase _verity = Tampered("ostree, verity", FixtureDisk.Ostree, CommandLines.OstreeA, _ostreeFiles) with
    {
        Configuration = CommandLines.Enabled("verity"),
    };

    private static readonly BootCase _yes = _verity with { Name = "tampered: ostree, yes", Configuration = CommandLines.Enabled("yes"), Probe = "cat ." + _ostreeFiles[1] };

    private static readonly BootCase _sha512 =
        Tampered("sha512", FixtureDisk.Sha512, "composefs=" + CommandLines.Sha512V1, _composefsFiles);

    private static readonly BootCase _sha256 =
        Tampered("sha256", FixtureDisk.Sha256, "composefs=?" + CommandLines.Sha256V2, _composefsFiles);

    internal static IEnumerable<BootCase> Cases => [_verity, _yes, _sha512, _sha256];

    public static TheoryData<string, string> VerifiedOnEachKernel => AllCases.OnEachKernel([_verity, _sha512, _sha256]);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(VerifiedOnEachKernel))]
    public void File_whose_object_was_tampered_with_can_not_be_read_and_all_others_can(string suite, string name)
    {
        var files = name == _verity.Name ? _ostreeFiles : _composefsFiles;

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal(0, facts.ExitStatus);
        Assert.Equal([NotOpened(files[0], Error), NotOpened(files[1], Error), NotOpened(files[2], Missing), NotRead(files[3])], facts.Unreadable);
    }

    // Without verity=require, overlayfs checks no digest. The disk's own fs-verity still detects
    // changes.
    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Changed_content_is_not_noticed_if_verity_is_not_asked_for(string suite)
    {
        var facts = CaseMachine.Facts(suite, _yes.Name);

        Assert.Equal(0, facts.ExitStatus);
        Assert.Equal([NotOpened(_ostreeFiles[2], Missing), NotRead(_ostreeFiles[3])], facts.Unreadable);
        Assert.Equal("other\n", facts.Probe);
    }

    private static string NotOpened(string file, string why) => $"md5sum: can't open '.{file}': {why}";

    private static string NotRead(string file) => $"md5sum: can't read '.{file}': {Error}";

    private static BootCase Tampered(string name, FixtureDisk disk, string commandLine, string[] files)
    {
        var unverified = disk.ObjectOf(files[0]);
        var replaced = disk.ObjectOf(files[1]);
        var hash = disk == FixtureDisk.Sha512 ? "sha512" : "sha256";
        return new BootCase("tampered: " + name, disk, commandLine)
        {
            Change = $"""
                mv {unverified} copy && cp -p copy {unverified}
                rm {replaced} && echo other > {replaced} && fsverity enable --hash-alg={hash} {replaced}
                rm {disk.ObjectOf(files[2])}
                """,
            Damage = disk.Overwrite(disk.ObjectOf(files[3]), block: 1),
            IsThorough = true,
        };
    }
}
