using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// A machine with a TPM, and an initramfs without systemd that has its <c>systemd-pcrextend</c>. The program runs there until it does not refuse.
/// </summary>
public sealed class MeasuredBoot
{
    /// <summary>The register.</summary>
    public const string Pcr = "15";

    /// <summary>A case in which <c>systemd-pcrextend</c> is not there.</summary>
    public const string Missing = "missing";

    /// <summary>One in which it fails.</summary>
    public const string Failing = "failing";

    /// <summary>One in which it does nothing, and says that all is well.</summary>
    public const string Lying = "lying";

    /// <summary>One in which the image is refused.</summary>
    public const string Refused = "refused";

    /// <summary>One without a fault: the last.</summary>
    public const string Good = "good";

    private const string Extend = "/usr/lib/systemd/systemd-pcrextend";

    /// <summary>The <c>prepare-root.conf</c> that asks for it.</summary>
    public const string Configuration = $"""
        [composefs]
        enabled = verity
        [measure]
        pcr = {Pcr}

        """;

    private const string Script = $$"""
        fact() { echo "@@fact $1" >&3; cat >&3; }
        run() {
            fact "$1 mounts before" < /proc/self/mountinfo
            /bin/prepare-root /sysroot "composefs=$2" > /tmp/output 2> /tmp/error
            echo $? | fact "$1 status"
            fact "$1 output" < /tmp/output
            fact "$1 error" < /tmp/error
            fact "$1 mounts after" < /proc/self/mountinfo
            fact "$1 pcr" < /sys/class/tpm/tpm0/pcr-sha256/{{Pcr}}
            find /run -type f | sort | fact "$1 run"
        }
        mkdir /disk
        mount -t ext4 /dev/vda /disk
        mount --bind /disk/sha256 /sysroot
        umount /disk

        mv {{Extend}} /tmp/pcrextend
        run {{Missing}} {{CommandLines.Sha256V1}}
        printf '#!/bin/sh\nexit 3\n' > {{Extend}}
        chmod +x {{Extend}}
        run {{Failing}} {{CommandLines.Sha256V1}}
        printf '#!/bin/sh\n' > {{Extend}}
        run {{Lying}} {{CommandLines.Sha256V1}}
        mv /tmp/pcrextend {{Extend}}
        run {{Refused}} {{CommandLines.Nobodys}}
        run {{Good}} {{CommandLines.Sha256V1}}
        fact log < /run/log/systemd/tpm2-measure.log
        """;

    private readonly Lazy<CaseFacts> _facts = new(Run);

    /// <summary>What came of it.</summary>
    public CaseFacts Facts => _facts.Value;

    /// <summary>What is in the SHA-256 bank's register after it was extended, from zero, by one measurement: its hexadecimal digits.</summary>
    public static string Extended(string measured)
    {
        byte[] extended = [.. new byte[SHA256.HashSizeInBytes], .. SHA256.HashData(Encoding.ASCII.GetBytes(measured))];
        return Convert.ToHexString(SHA256.HashData(extended));
    }

    private static CaseFacts Run()
    {
        var kernel = Kernel.Of("forky");
        var initrd = Path.GetTempFileName();
        try
        {
            new Initramfs(kernel, Script)
            {
                Modules = [.. Initramfs.MountingModules, "tpm_crb"],
                Files = Files(),
                Texts = new Dictionary<string, string> { ["etc/ostree/prepare-root.conf"] = Configuration },
            }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel.Image, initrd)
            {
                Drives = [new Drive(FixtureDisk.Sha256.Image)],
                HasTpm = true,
                Log = Logs.For("measured"),
            });
            return CaseFacts.Parse(result.Report, result.Console);
        }
        finally
        {
            File.Delete(initrd);
        }
    }

    // The libraries are those that it loads when it runs.
    private static Dictionary<string, string> Files()
    {
        const string libraries = "/usr/lib/x86_64-linux-gnu/";
        var tree = SystemdTools.Tree;
        var loaded = ((string[])["libtss2-esys.so.0", "libtss2-mu.so.0", "libtss2-rc.so.0", "libtss2-tcti-device.so.0", "libcrypto.so.3"])
            .Select(name => libraries + name);
        return new Dictionary<string, string>(Initramfs.WithLibraries(tree, [Extend, .. loaded])) { ["bin/prepare-root"] = Artifacts.BootBinary };
    }
}
