using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// A disk that boots, but whose objects are damaged, each in its own way. Each belongs to one file.
/// </summary>
public static class DamagedObjects
{
    private const string Init = "/usr/bin/busybox";

    /// <summary>The damages.</summary>
    internal static readonly DamagedObject[] All =
    [
        .. new (string Name, string Script, string Code, string CodeUnverified)[]
        {
            ("missing", "rm $1", "object-missing", "object-missing"),
            ("a directory", "rm $1; mkdir $1", "object-not-regular", "object-not-regular"),
            ("a FIFO", "rm $1; mkfifo $1", "object-not-regular", "object-not-regular"),
            ("a device", "rm $1; mknod $1 c 1 5", "object-not-regular", "object-not-regular"),
            ("a link to the same content", "mv $1 moved; ln -s ../../../../moved $1", "object-not-regular", "object-not-regular"),
            ("shorter, with fs-verity", "head -c 100 $1 > new; replace $1 sha256", "object-size", "object-size"),
            ("longer, with fs-verity", "cat $1 $1 > new; replace $1 sha256", "object-size", "object-size"),
            ("empty, without fs-verity", ": > new; replace $1", "object-size", "object-size"),
            ("other content, with fs-verity", "head -c $2 /bin/busybox > new; replace $1 sha256", "object-differs", "object-differs"),
            ("other content, without fs-verity", "head -c $2 /bin/busybox > new; replace $1", "object-no-verity", "object-differs"),
            ("the same content, without fs-verity", "cp $1 new; replace $1", "object-no-verity", ""),
            ("the same content, with SHA-512", "cp $1 new; replace $1 sha512", "object-differs", ""),
            ("other sectors", ":", "object-unreadable", "object-unreadable"),
        }.Select((row, index) => new DamagedObject(row.Name, row.Script, row.Code, row.CodeUnverified, FileOf(index))),
    ];

    // Runs the script of each, with the object and its size.
    private static readonly string _change = """
        replace() { # OBJECT [HASH]: replaces it by the file new
            rm "$1"
            mv new "$1"
            [ -z "$2" ] || fsverity enable --hash-alg="$2" "$1"
        }

        """ + string.Concat(All.Select(row => $"object={FixtureDisk.Ostree.ObjectOf(row.File)}\nset -- $object $(stat -c %s $object)\n{row.Script}\n"));

    /// <summary>Nothing is damaged.</summary>
    public static BootCase Intact { get; } = new("objects: intact", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("verity"),
        // For each, the checksum of its file, or why it can't be read.
        Probe = string.Join('\n', All.Select(row => $"timeout 20 md5sum .{row.File} 2>&1 || :")),
    };

    /// <summary>fs-verity is required.</summary>
    public static BootCase Verity { get; } = Intact with
    {
        Name = "objects: damaged, verity",
        Change = _change,
        Damage = FixtureDisk.Ostree.Overwrite(FixtureDisk.Ostree.ObjectOf(All[^1].File), block: 1),
        IsThorough = true,
    };

    /// <summary>fs-verity is not required.</summary>
    public static BootCase Yes { get; } = Verity with { Name = "objects: damaged, yes", Configuration = CommandLines.Enabled("yes") };

    /// <summary>
    /// The object of init is damaged: the root is refused, as <c>init-unreadable</c>. Here is the
    /// finding, which says more.
    /// </summary>
    internal static readonly Dictionary<string, (BootCase Case, string Code)> OfInit = new[]
    {
        (Case: WithInit("missing, yes", "rm $object", "yes"), Code: "object-missing"),
        (Case: WithInit("missing, verity", "rm $object", "verity"), Code: "object-missing"),
        (Case: WithInit("without fs-verity", "cp $object new; rm $object; mv new $object", "verity"), Code: "object-no-verity"),
    }.ToDictionary(row => row.Case.Name);

    private static BootCase WithInit(string name, string script, string enabled) => new("object of init: " + name, FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled(enabled),
        Change = $"object={FixtureDisk.Ostree.ObjectOf(Init)}\n{script}",
    };

    // Each has more than one block.
    private static string FileOf(int index) => $"/usr/lib/modules/6.12.0-test/kernel/drivers/x/mod{index + 6:00}.ko";
}
