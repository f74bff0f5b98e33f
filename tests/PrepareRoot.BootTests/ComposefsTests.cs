using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>Roots from a repository of composefs-rs, on a disk with fs-verity.</summary>
public class ComposefsTests
{
    private static readonly (FixtureDisk Disk, string Hash, string Version, string Hex)[] _images =
    [
        (FixtureDisk.Sha512, "sha512", "v1", CommandLines.Sha512V1),
        (FixtureDisk.Sha512, "sha512", "v2", CommandLines.Sha512V2),
        (FixtureDisk.Sha256, "sha256", "v1", CommandLines.Sha256V1),
        (FixtureDisk.Sha256, "sha256", "v2", CommandLines.Sha256V2),
    ];

    // F is the format, G the format with the other layout version, D the digest, U the digest in
    // upper case.
    private static readonly string[] _forms =
    [
        "composefs=D", "composefs=U", "composefs=?D", "\"composefs=D\"", "composefs=\"U\"",
        "composefs.digest=F:D", "composefs.digest=G:U", "composefs.digest=?F:D", "composefs.digest=\"?F:D\"",
    ];

    private static readonly Dictionary<string, (BootCase Case, string Hash, string Hex)> _spellings = (
        from image in _images
        from form in _forms
        let name = $"{image.Hash} {image.Version}, {form}"
        let argument = Spell(form, image.Hash, image.Version, image.Hex)
        select (Case: new BootCase(name, image.Disk, "quiet " + argument) { IsThorough = form == _forms[0] }, image.Hash, image.Hex))
        .ToDictionary(spelling => spelling.Case.Name);

    private static readonly Dictionary<string, (BootCase Case, string Hash, string Hex)> _candidates = new[]
    {
        // A digest is skipped if the repository does not use its algorithm, or if its image is
        // missing.
        (new BootCase("first missing", FixtureDisk.Sha512, $"composefs={CommandLines.Sha256V1} composefs={CommandLines.Sha512V2}"), "sha512", CommandLines.Sha512V2),
        (new BootCase("digest first", FixtureDisk.Sha256, $"composefs={CommandLines.Sha256V1} composefs.digest=v2-sha256-12:{CommandLines.Sha256V2}"), "sha256", CommandLines.Sha256V2),
        (new BootCase("two digests", FixtureDisk.Sha256, $"composefs.digest=v2-sha256-12:{CommandLines.Sha256V2} composefs.digest=v1-sha256-12:{CommandLines.Sha256V1}"), "sha256", CommandLines.Sha256V2),
        (new BootCase("optional before secure", FixtureDisk.Sha256, $"composefs=?{CommandLines.Sha256V2} composefs={CommandLines.Sha256V1}"), "sha256", CommandLines.Sha256V2),
        (new BootCase("secure after optional", FixtureDisk.Sha256, $"composefs=?{CommandLines.MissingSha256} composefs={CommandLines.Sha256V1}"), "sha256", CommandLines.Sha256V1),
    }.ToDictionary(candidate => candidate.Item1.Name);

    internal static IEnumerable<BootCase> Cases => _spellings.Values.Concat(_candidates.Values).Select(entry => entry.Case);

    public static TheoryData<string, string> OnEachKernel => AllCases.OnEachKernel(Cases);

    public static TheoryData<string, string> ImagesOnEachKernel => AllCases.OnEachKernel(Cases.Where(entry => entry.IsThorough));

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(OnEachKernel))]
    public void Root_is_the_image_that_the_command_line_names_and_is_verified(string suite, string name)
    {
        var (_, hash, hex) = _spellings.TryGetValue(name, out var spelling) ? spelling : _candidates[name];

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal($"prepare-root: /sysroot is state/deploy/{hex} (composefs {hash}:{hex}, verified against the kernel command line)\n", facts.Output);
        Assert.Equal(0, facts.ExitStatus);
        var state = $"/{hash}/state/deploy/{hex}";
        Assert.Equal(
            [
                $"/sysroot/etc: / rw,relatime - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…",
                $"/sysroot/sysroot: /{hash} ro,nosuid,nodev,relatime - ext4 DISK rw",
                $"/sysroot/var: {state}/var rw,relatime - ext4 DISK rw",
                $"/sysroot: / ro,relatime - overlay composefs:{hex} ro,lowerdir=…,redirect_dir=on,metacopy=on,verity=require",
            ],
            MountTable.SysrootMounts(facts.MountsAfter));
        Assert.Equal([.. OurDifferences.Records, "drwxr-xr-x root root ."], RunListing.Normal(facts.RunAfter));
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(ImagesOnEachKernel))]
    public void Every_file_can_be_read_and_only_etc_and_var_take_writes(string suite, string name)
    {
        const string readOnly = ": Read-only file system";

        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal(["." + readOnly, "usr" + readOnly, "etc: ", "var: ", "sysroot" + readOnly], facts.Writes);
        Assert.Equal([], facts.Unreadable);
    }

    private static string Spell(string form, string hash, string version, string hex) => string.Concat(form.Select(letter => letter switch
    {
        'F' => $"{version}-{hash}-12",
        'G' => $"{(version == "v1" ? "v2" : "v1")}-{hash}-12",
        'D' => hex,
        'U' => hex.ToUpperInvariant(),
        _ => letter.ToString(),
    }));
}
