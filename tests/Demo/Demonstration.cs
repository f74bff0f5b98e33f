using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Demo;

/// <summary>
/// The demonstration of one backend: a boot, a second boot with a corrupted object, and a refusal.
/// </summary>
/// <param name="backend"><c>composefs</c> or <c>ostree</c>.</param>
/// <param name="image">The disk; each boot uses a copy.</param>
/// <param name="argument">The kernel argument that selects the root.</param>
/// <param name="next">Called when a step begins.</param>
/// <param name="watch">Called with each line of the machines' consoles.</param>
internal sealed class Demonstration(string backend, string image, string argument, Action next, Action<string>? watch)
{
    // Of the manual pages, which "make install" put there.
    private const string CorruptedFile = "/usr/share/man/man8/prepare-root.8";

    private const string Configuration = "[composefs]\nenabled = verity\n";

    private readonly string _disk = Path.Combine(Logs, backend + ".img");
    private readonly List<Check> _checks = [];

    /// <summary>The directory of the consoles.</summary>
    public static string Logs { get; } = Checkout.File("artifacts/demo");

    /// <summary>The checks so far.</summary>
    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>One of the scripts beside this file.</summary>
    public static string Script(string name) => File.ReadAllText(Checkout.File("tests/Demo/" + name));

    /// <summary>
    /// Boots a fresh copy of the disk, checks the root and writes files in <c>/etc</c> and
    /// <c>/var</c>.
    /// </summary>
    public void Boot()
    {
        Disk.Copy(image, _disk);
        Run("first");
    }

    /// <summary>Corrupts an object on the disk and boots it again.</summary>
    /// <param name="objectOf">
    /// Returns the path on the disk of the object that holds a file's content.
    /// </param>
    public void BootCorrupted(Func<string, string> objectOf)
    {
        Disk.Corrupt(_disk, objectOf(CorruptedFile));
        Run("corrupted");
    }

    /// <summary>
    /// Boots a fresh copy of the disk with the digest of another image. The boot must be refused.
    /// </summary>
    /// <param name="other">The argument.</param>
    /// <param name="edits">What is changed on the disk before: see <see cref="Disk.Edit"/>.</param>
    public void RefuseOtherDigest(string other, params string[] edits)
    {
        // Replaying the journal of a disk that was in use would undo the edits.
        Disk.Copy(image, _disk);
        Disk.Edit(_disk, edits);
        var result = Start("refused", other);
        var line = result.Console.Split('\n').FirstOrDefault(line => line.Contains("refused [image-digest-differs]", StringComparison.Ordinal));
        _checks.Add(line is null
            ? new Check("another digest on the command line is refused", false, "(the console does not say so)")
            : new Check("another digest on the command line is refused: " + line, true));
        _checks.Add(new Check("nothing of the disk is started", result.Report.Length == 0, result.Report));
    }

    /// <summary>Removes the copy of the disk.</summary>
    public void RemoveDisk() => File.Delete(_disk);

    private void Run(string boot)
    {
        var result = Start(boot, argument);
        var checks = Check.Parse(result.Report).ToList();
        _checks.AddRange(checks);
        if (checks.Count == 0)
            _checks.Add(new Check($"the {boot} boot reaches init", false, "(its console says why not)"));
    }

    private MachineResult Start(string boot, string itsArgument)
    {
        next();
        var kernel = Kernel.Of(OsRecipe.Forky.Suite);
        var initramfs = Path.Combine(Logs, $"{backend}-{boot}.initramfs");
        new Initramfs(kernel, Script("initramfs.sh"))
        {
            ScriptIsInit = true,
            Files = new Dictionary<string, string> { ["bin/prepare-root"] = Artifacts.BootBinary },
            Texts = new Dictionary<string, string>
            {
                ["etc/ostree/prepare-root.conf"] = Configuration,
                ["checks.sh"] = $"backend={backend}\nboot={boot}\ncorrupted={CorruptedFile}\n{Script("checks.sh")}",
            },
        }.Write(initramfs);
        var result = new Machine(kernel.Image, initramfs)
        {
            CommandLine = itsArgument,
            Drives = [new Drive(_disk) { Snapshot = false }],
            Log = Path.Combine(Logs, $"{backend}-{boot}.log"),
            Watch = watch,
        }.Run();
        File.Delete(initramfs);
        return result;
    }
}
