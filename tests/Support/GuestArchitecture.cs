using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace PrepareRoot.Support;

/// <summary>The architecture of an emulated machine, and the programs that it runs.</summary>
/// <param name="Name">Debian's name of it.</param>
/// <param name="Emulator">QEMU's program.</param>
/// <param name="EmulatorArguments">
/// QEMU's arguments for the machine and its two serial ports. REPORT is the file of the second.
/// </param>
/// <param name="KernelOptions">The arguments of its kernels.</param>
public sealed record GuestArchitecture(string Name, string Emulator, string[] EmulatorArguments, string KernelOptions)
{
    // Without AVX, which is slow in emulation, but which the C library and the kernel's SHA-256
    // prefer; without page tables of five levels, which take longer to walk; without the features
    // that keep the kernel from what is a program's, for which it changes a flag at each access.
    private const string FastProcessor = "max,avx=off,avx2=off,la57=off,smap=off,smep=off,umip=off,pku=off,mpx=off";

    // clearcpuid=cx16: QEMU 7.2 sometimes returns wrong flags for the kernel's cmpxchg16b, which
    // ends in a double fault in kmalloc; programs can still use it (NativeAOT requires it). tsc=reliable
    // no_timer_check: on a busy host the emulated clocks look broken; the kernel must neither check
    // nor replace them.
    private static readonly GuestArchitecture _amd64 = new(
        "amd64",
        "qemu-system-x86_64",
        ["-cpu", FastProcessor, "-serial", "stdio", "-serial", "file:REPORT"],
        Options("clearcpuid=cx16 tsc=reliable no_timer_check "));

    // A processor of the first version of the architecture, ARMv8.0, so that the programs must do
    // with it. Serial ports on PCI have the names that they have on a PC.
    private static readonly GuestArchitecture _arm64 = new(
        "arm64",
        "qemu-system-aarch64",
        [
            "-machine", "virt", "-cpu", "cortex-a57",
            "-chardev", "stdio,id=console", "-device", "pci-serial,chardev=console",
            "-chardev", "file,id=report,path=REPORT", "-device", "pci-serial,chardev=report",
        ],
        Options(""));

    /// <summary>This machine's.</summary>
    public static GuestArchitecture Native { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? _arm64 : _amd64;

    /// <summary>
    /// That of the machines that are tested: this machine's, or what <c>GUEST_ARCH</c> says.
    /// </summary>
    public static GuestArchitecture OfTests { get; } = Environment.GetEnvironmentVariable("GUEST_ARCH") switch
    {
        null or "" => Native,
        "amd64" => _amd64,
        "arm64" => _arm64,
        var other => throw new InvalidOperationException($"GUEST_ARCH={other}: must be amd64 or arm64"),
    };

    /// <summary>The boot binary for it.</summary>
    public string BootBinary => Checkout.File($"artifacts/bin{Suffix}/prepare-root");

    /// <summary>The administrator's tool for it.</summary>
    public string Tool => Checkout.File($"artifacts/bin{Suffix}/prepare-rootctl");

    /// <summary>
    /// The package of Debian's kernel: the variant for virtual machines, whose disks and ext4 need no
    /// module.
    /// </summary>
    public string KernelPackage => "linux-image-cloud-" + Name;

    /// <summary>busybox for it, static.</summary>
    public string Busybox => In("/bin/busybox");

    // loglevel=5: only errors and warnings, because the serial line is slow. The last four save a
    // third of the time: what mitigates faults of real processors, memory that is cleared twice,
    // addresses that differ in each process, for which the emulator finds less of what it
    // translated, and waiting for all processors, of which there is one.
    private static string Options(string own) =>
        $"console=ttyS0 panic=-1 loglevel=5 {own}mitigations=off init_on_alloc=0 norandmaps rcupdate.rcu_expedited=1";

    private string Suffix => this == Native ? "" : "-" + Name;

    /// <summary>
    /// A program for it and the shared libraries that it starts with, for
    /// <see cref="Initramfs.Files"/>.
    /// </summary>
    /// <param name="program">Its path: of this machine, or of Debian's package for the other.</param>
    public IReadOnlyDictionary<string, string> WithLibraries(string program)
    {
        if (this == Native)
            return Initramfs.WithLibraries(program);
        var files = new Dictionary<string, string> { [program] = In(program) };
        var examined = new Queue<string>(files.Values);
        while (examined.TryDequeue(out var file))
        {
            foreach (var needed in Needed(file).Where(needed => files.TryAdd(needed, In(needed))))
                examined.Enqueue(files[needed]);
        }
        return files;
    }

    // " 0x0000000000000001 (NEEDED)  Shared library: [libc.so.6]"
    // "      [Requesting program interpreter: /lib/ld-linux-aarch64.so.1]"
    private static IEnumerable<string> Needed(string file) =>
        from line in Command.Run("readelf", "--wide", "--dynamic", "--program-headers", file).Split('\n')
        where line.Contains("(NEEDED)", StringComparison.Ordinal) || line.Contains("program interpreter: ", StringComparison.Ordinal)
        let name = line.TrimEnd(']').Split('[', ' ')[^1]
        select name.StartsWith('/') ? name : "/usr/lib/aarch64-linux-gnu/" + name;

    // The other architecture's programs are of this machine's release of Debian. In a tree of
    // extracted packages, /lib and /usr/lib may both be directories.
    private string In(string path)
    {
        if (this == Native)
            return path;
        var tree = Cache.Get("programs-" + Name, [Name, .. DebianTree.ForGuests], tree => DebianTree.Extract(DebianTree.Here, this, tree, DebianTree.ForGuests));
        return new[] { path, path.Replace("/usr/", "/", StringComparison.Ordinal), "/usr" + path }.Select(place => tree + place).First(File.Exists);
    }
}
