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
/// A machine with a TPM, and an initramfs without systemd that has its <c>systemd-pcrextend</c>.
/// The cases run one after the other, on a disk that is as it was.
/// </summary>
public sealed class MeasuredBoot
{
    /// <summary>The PCR.</summary>
    public const string Pcr = "15";

    /// <summary>The case in which <c>systemd-pcrextend</c> is missing.</summary>
    public const string Missing = "missing";

    /// <summary>The case in which it fails.</summary>
    public const string Failing = "failing";

    /// <summary>The case in which it does nothing and exits 0.</summary>
    public const string Lying = "lying";

    /// <summary>The case in which the image is refused.</summary>
    public const string Refused = "refused";

    /// <summary>The case in which the command line is refused.</summary>
    public const string Malformed = "malformed";

    /// <summary>The case after it, with the register of it and without a fault.</summary>
    public const string Mended = "mended";

    /// <summary>The case without a fault, and with a register that nothing extended.</summary>
    public const string Good = "good";

    /// <summary>The PCR of the refused image.</summary>
    public const string RefusedPcr = "14";

    /// <summary>The PCR of the refused command line, and of the case after it.</summary>
    public const string MendedPcr = "13";

    private const string Extend = "/usr/lib/systemd/systemd-pcrextend";

    /// <summary>The <c>prepare-root.conf</c> that enables measuring.</summary>
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
            sed -i "s/^pcr = .*/pcr = $3/" /etc/ostree/prepare-root.conf
            /bin/prepare-root /sysroot "composefs=$2" > /tmp/output 2> /tmp/error
            echo $? | fact "$1 status"
            fact "$1 output" < /tmp/output
            fact "$1 error" < /tmp/error
            fact "$1 mounts after" < /proc/self/mountinfo
            fact "$1 pcr" < "/sys/class/tpm/tpm0/pcr-sha256/$3"
            find /run -type f ! -path '/run/log/*' | sort | fact "$1 run"
        }
        disk() {
            mount -t ext4 /dev/vda /disk
            mount --bind /disk/sha256 /sysroot
            umount /disk
        }
        mkdir /disk
        disk

        mv {{Extend}} /tmp/pcrextend
        run {{Missing}} {{CommandLines.Sha256V1}} {{Pcr}}
        printf '#!/bin/sh\nexit 3\n' > {{Extend}}
        chmod +x {{Extend}}
        run {{Failing}} {{CommandLines.Sha256V1}} {{Pcr}}
        printf '#!/bin/sh\n' > {{Extend}}
        run {{Lying}} {{CommandLines.Sha256V1}} {{Pcr}}
        mv /tmp/pcrextend {{Extend}}
        run {{Refused}} {{CommandLines.MissingSha256}} {{RefusedPcr}}
        run {{Malformed}} x {{MendedPcr}}
        run {{Mended}} {{CommandLines.Sha256V1}} {{MendedPcr}}
        umount -l /sysroot
        rm /run/prepare-root.json
        disk
        run {{Good}} {{CommandLines.Sha256V1}} {{Pcr}}
        fact log < /run/log/systemd/tpm2-measure.log
        """;

    private readonly Lazy<CaseFacts> _facts = new(Run);

    /// <summary>The facts of a case.</summary>
    public CaseFacts Facts => _facts.Value;

    /// <summary>
    /// The value of the SHA-256 bank's PCR after events extended it from zero, in hexadecimal.
    /// </summary>
    public static string Extended(params string[] events)
    {
        var value = new byte[SHA256.HashSizeInBytes];
        foreach (var measured in events)
            value = SHA256.HashData([.. value, .. SHA256.HashData(Encoding.ASCII.GetBytes(measured))]);
        return Convert.ToHexString(value);
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
            var result = Emulator.Run(new Machine(kernel, initrd)
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

    // The libraries that it loads with dlopen(3).
    private static Dictionary<string, string> Files()
    {
        const string libraries = "/usr/lib/x86_64-linux-gnu/";
        var tree = SystemdTools.Tree;
        var loaded = ((string[])["libtss2-esys.so.0", "libtss2-mu.so.0", "libtss2-rc.so.0", "libtss2-tcti-device.so.0", "libcrypto.so.3"])
            .Select(name => libraries + name);
        return new Dictionary<string, string>(Initramfs.WithLibraries(tree, [Extend, .. loaded])) { ["bin/prepare-root"] = Artifacts.BootBinary };
    }
}
