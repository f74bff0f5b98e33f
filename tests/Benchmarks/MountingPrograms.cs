using System.Globalization;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>The boot program and those that it is compared with, on the same disks: see <c>bench.sh</c>.</summary>
internal sealed class MountingPrograms
{
    private const string Unpack = "zstd -dc --long=27 \"$1\" | tar --xattrs --xattrs-include='*' --numeric-owner -xpf - -C \"$2\"";

    private readonly string _work;

    /// <summary>Makes the disks and the programs.</summary>
    /// <param name="work">An empty directory.</param>
    internal MountingPrograms(string work)
    {
        _work = work;
        foreach (var disk in (string[])["ostree-sysroot.tar.zst", "composefs-sysroot.tar.zst"])
            Command.Run("sh", "-c", Unpack, "sh", Checkout.Fixture(disk), work);
        CompiledPrograms.Make(work);
    }

    /// <summary>
    /// Puts more of something on the disk with deployments that a boot does not need: see
    /// <c>growth.sh</c>.
    /// </summary>
    /// <param name="what">Of what.</param>
    /// <param name="number">How many there are then.</param>
    internal void Grow(string what, int number) =>
        Scripts.Run("growth.sh", _work, OsTree.Tools, what, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Runs each program in turn: nanoseconds, page faults and memory.</summary>
    /// <param name="rounds">How often.</param>
    /// <param name="doublings">2 to this power is how many other mounts there are.</param>
    /// <param name="modes">What they do.</param>
    internal Measurements Time(int rounds, int doublings, params string[] modes) => Measure("time", rounds, doublings, modes);

    /// <summary>The system calls of each program. They differ a little with the order of its threads.</summary>
    internal Measurements Calls(params string[] modes) => Measure("calls", 5, 0, modes);

    /// <summary>The instructions of each program, in one run: a million takes ten seconds.</summary>
    internal Measurements Instructions(params string[] modes) => Measure("count", 1, 0, modes);

    private Measurements Measure(string action, int rounds, int doublings, string[] modes)
    {
        var measured = new Measurements();
        measured.Add(Scripts.Run(
            "bench.sh",
            [
                action, OsTree.Tools, _work, Artifacts.BootBinary,
                rounds.ToString(CultureInfo.InvariantCulture), doublings.ToString(CultureInfo.InvariantCulture), .. modes,
            ]));
        return measured;
    }
}
