using System;
using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string Signed = "[composefs]\nenabled = signed\n";
    private const string ObjectA = "ostree/repo/objects/ee/9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";

    // Signatures. Comparing the image with the signed digest needs fs-verity, which this machine
    // does not have.
    private static BadInput[] Trust() =>
    [
        new("no keys", FaultCode.KeysMalformed, Keys + ": No such file or directory") { Configuration = Signed },
        new("a key that is none", FaultCode.KeysMalformed, Keys + ":1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (3 bytes)")
        {
            Configuration = Signed,
            Damage = machine => machine.Write(Keys, "key\n"),
        },
        new("a commit without a signature", FaultCode.SignatureInvalid, "/sysroot/ostree/repo/objects/ed/ac4cd90547b16ce8309ede9dd3a44b3107422bd67e0b1e8db313c17e220241.commitmeta")
        {
            Configuration = Signed,
            CommandLine = "ostree=/ostree/boot.1/unsignedos/" + CommandLines.BootChecksum + "/2",
            Damage = Trusting("good"),
        },
        new("a commit that somebody else signed", FaultCode.SignatureInvalid, "none of its 1 Ed25519 signatures is by a key of " + Keys)
        {
            Configuration = Signed,
            Damage = Trusting("wrong"),
        },
        new("a digest on the command line that nobody signed", FaultCode.SignatureInvalid, $"requires composefs.signature= for the digest sha256:{CommandLines.Sha256V1}")
        {
            Disk = Fixture.Sha256,
            Configuration = Signed,
            CommandLine = "composefs=" + CommandLines.Sha256V1,
            Damage = Trusting("good"),
        },
        new("a commit that was changed", FaultCode.CommitMalformed, $"/sysroot/{ObjectA}.commit: its SHA-256 should be its name, but is ")
        {
            Configuration = Signed,
            Damage = machine =>
            {
                Trusting("good")(machine);
                File.AppendAllText(machine.PathInSysroot(ObjectA + ".commit"), "\0");
            },
        },
        new("a signed commit that names no image", FaultCode.CommitWithoutDigest, "has a valid signature, but no ostree.composefs.digest.v0")
        {
            Configuration = Signed,
            CommandLine = "ostree=/ostree/boot.1/nodigestos/" + CommandLines.BootChecksum + "/6",
            Damage = Trusting("good"),
        },
        new("a signed commit that is too old", FaultCode.TooOld, $"/sysroot/{ObjectA}.commit is of ")
        {
            Configuration = Signed + "not-before = 2100-01-01\n",
            Damage = Trusting("good"),
        },
        new("a date without a signature", FaultCode.ConfigurationContradictory, "composefs.not-before needs composefs.enabled = signed")
        {
            Configuration = "[composefs]\nenabled = verity\nnot-before = 2026-01-01\n",
        },
        new("another digest on the command line than in the signed commit", FaultCode.ImageDigestDiffers, CommandLines.DigestA)
        {
            Configuration = Signed,
            CommandLine = CommandLines.OstreeA + " composefs=" + CommandLines.Sha256V1,
            Damage = Trusting("good"),
        },
        new("nothing to measure", FaultCode.MeasurementFailed, "there is no digest to measure that every file is verified against")
        {
            Configuration = "[composefs]\nenabled = yes\n[measure]\npcr = 12\n",
        },
    ];

    private static Action<ScratchInitramfs> Trusting(string key) => machine =>
        machine.Write(Keys, File.ReadAllText(Checkout.Fixture($"keys/{key}.pub.b64")));
}
