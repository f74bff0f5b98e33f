using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Demo;

/// <summary>
/// The demonstration of one backend: a boot, a second boot with a corrupted object, and a refusal.
/// </summary>
/// <param name="os">The system on the disk.</param>
/// <param name="backend">
/// <c>composefs</c> or <c>ostree</c>: also the name of its directory on the disk.
/// </param>
/// <param name="image">The disk; each boot uses a copy.</param>
/// <param name="argument">The kernel argument that selects the root.</param>
/// <param name="watch">Called with each line of the machines' consoles.</param>
internal sealed class Demonstration(OsTree os, string backend, string image, string argument, Action<string>? watch)
{
    // A file that the boot does not need.
    private const string CorruptedFile = "/usr/share/common-licenses/GPL-3";

    private static readonly string _logs = Checkout.File("artifacts/demo");

    private readonly string _disk = Path.Combine(_logs, backend + ".img");
    private readonly List<Check> _checks = [];

    /// <summary>The checks so far.</summary>
    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>
    /// Boots a fresh copy of the disk, checks the root and writes files in <c>/etc</c> and
    /// <c>/var</c>.
    /// </summary>
    public void Boot()
    {
        Disk.Copy(image, _disk);
        Run("boot", "first-boot.sh");
    }

    /// <summary>Corrupts an object on the disk and boots it again.</summary>
    /// <param name="objectOf">
    /// Returns the path on the disk of the object that holds a file's content.
    /// </param>
    public void BootCorrupted(Func<string, string> objectOf)
    {
        Disk.Corrupt(_disk, objectOf(CorruptedFile));
        Run("corrupted", "second-boot.sh");
    }

    /// <summary>
    /// Boots with the digest of another image. The disk has its own image under that digest's name.
    /// The boot must be refused.
    /// </summary>
    public void RefuseOtherDigest(ComposefsDisk disk)
    {
        // The digest of another image: it is enough to change the last digit.
        var other = disk with { Digest = disk.Digest[..^1] + (disk.Digest[^1] == '0' ? '1' : '0') };

        // A fresh copy: a disk that was in use has an ext4 journal, and replaying it would undo the
        // edit here.
        Disk.Copy(image, _disk);
        Disk.Edit(
            _disk,
            $"symlink /composefs/images/{other.Digest} ../objects/{disk.Digest[..2]}/{disk.Digest[2..]}",
            $"mkdir /state/deploy/{other.Digest}",
            $"mkdir /state/deploy/{other.Digest}/etc",
            $"mkdir /state/deploy/{other.Digest}/var");
        var result = Start("refused", other.Argument, "");
        _checks.Add(Said("another digest on the command line is refused", result, "refused [image-digest-differs]"));
        _checks.Add(Said("the machine ends in emergency mode", result, "Entering emergency mode"));
    }

    /// <summary>Removes the copy of the disk.</summary>
    public void RemoveDisk() => File.Delete(_disk);

    private static Check Said(string description, MachineResult result, string words)
    {
        // The last message: resetting the terminal for the emergency shell may cut off what the
        // journal forwards to the console. The message is printed again before that reset.
        var line = result.Console.Split('\n').LastOrDefault(line => line.Contains(words, StringComparison.Ordinal));
        return line is null
            ? new Check(description, false, $"the console does not say “{words}”")
            : new Check($"{description}: {line}", true);
    }

    private void Run(string name, string script)
    {
        var result = Start(name, argument, File.ReadAllText(Checkout.File("tests/Demo/checks.sh")) + File.ReadAllText(Checkout.File("tests/Demo/" + script)));
        _checks.AddRange(Check.Parse(result.Report));
        if (result.ExitStatus != 0)
            _checks.Add(new Check($"the machine ran all of {script}", false, "its console says why not"));
    }

    private MachineResult Start(string name, string itsArgument, string script)
    {
        Progress.Say($"{backend}: {name} …");
        return (os.Machine(_disk, itsArgument) with
        {
            Drives = [new Drive(_disk) { Snapshot = false }],
            Script = $"backend={backend}\ncorrupted={CorruptedFile}\n{script}",
            Log = Path.Combine(_logs, $"{backend}-{name}.log"),
            Watch = watch,
        }).Run();
    }
}
