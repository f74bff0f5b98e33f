using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// Locks on the disk that are never released. The program neither takes locks nor waits for one.
/// </summary>
public class LockTests
{
    // fcntl(fd, F_SETLEASE, F_WRLCK): other processes that open the file wait until the lease is
    // released, or for /proc/sys/fs/lease-break-time, 45 seconds.
    private const string Lease = """
        $SIG{IO} = "IGNORE";
        open(F, "<", $ARGV[0]) && fcntl(F, 1024, 1) || die $!;
        $| = 1;
        print "ready\n";
        <STDIN>;
        """;

    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(20);

    public static TheoryData<string> Files => ["the image", "the commit", "the signatures", "the repository's configuration", "the image's object"];

    [RequiresFact(Needs.Mounts)]
    public void Locks_on_files_and_directories_are_not_waited_for()
    {
        using var machine = DiskPlace.All[0].Start();
        string[] places = ["", "ostree/repo", "ostree/repo/.lock", "ostree/lock", CommandLines.DeploymentA, CommandLines.DeploymentA + "/.ostree.cfs"];
        machine.Shell("touch sysroot/ostree/repo/.lock sysroot/ostree/lock");
        var holders = places.Select(place => Hold("flock", machine.PathInSysroot(place), "sh", "-c", "echo ready; read -r _ || :")).ToArray();

        Assert.All(places, place => Assert.True(UnhardenedReader.WaitsForLock(machine.PathInSysroot(place))));
        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.All(holders, Release);
    }

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Files))]
    public void Leases_are_not_waited_for(string name)
    {
        var place = DiskPlace.All.Single(other => other.Name == name);
        using var machine = place.Start();
        var path = machine.PathInSysroot(place.Path);
        var holder = Hold("perl", "-e", Lease, path);
        var clock = Stopwatch.StartNew();

        var result = machine.Run(place.CommandLine);

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, _soon);
        Assert.Contains($"/sysroot/{place.Shown}: Resource temporarily unavailable", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitStatus);
        Assert.True(UnhardenedReader.WaitsToRead(path));
        Release(holder);
        Assert.Equal(0, UnhardenedReader.Read(path));
    }

    private static Process Hold(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return process.StandardOutput.ReadLine() == "ready" ? process : throw new IOException(program + " can't lock " + arguments[^1]);
    }

    private static void Release(Process holder)
    {
        holder.StandardInput.Close();
        holder.WaitForExit();
        holder.Dispose();
    }
}
