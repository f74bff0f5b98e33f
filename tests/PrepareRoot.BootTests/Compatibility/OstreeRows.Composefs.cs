using System.Collections.Generic;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string EnabledKey = "`[composefs] enabled`";
    private const string KeyPath = "`[composefs] keypath`";

    private static IEnumerable<CompatibilityRow> Composefs =>
    [
        Row(EnabledKey, "absent", "[sysroot]\nreadonly = true\n"),
        Row(EnabledKey, "`no`", Enabled("no")),
        Row(EnabledKey, "`false`", Enabled("false")),
        Row(EnabledKey, "`0`", Enabled("0")),
        Row(EnabledKey, "`yes`", Enabled("yes")),
        Row(EnabledKey, "`true`", Enabled("true")),
        Row(EnabledKey, "`1`", Enabled("1")),
        Row(EnabledKey, "`yes`, no image", Enabled("yes")) with { Change = RemoveImage, Refused = "image-missing" },
        Row(EnabledKey, "`yes`, image without fs-verity", Enabled("yes")) with { Change = CopyImage },
        Row(EnabledKey, "`maybe`", Enabled("maybe")),
        Row(EnabledKey, "`maybe`, no image", Enabled("maybe")) with { Change = RemoveImage },
        Row(EnabledKey, "`verity`", Enabled("verity")),
        Row(EnabledKey, "`verity`, no image", Enabled("verity")) with { Change = RemoveImage, Refused = "image-missing" },
        Row(EnabledKey, "`verity`, image without fs-verity", Enabled("verity")) with
        {
            Change = CopyImage,
            Refused = "image-without-verity",
            OthersStatus = 0,
            Agreement = Agreement.Different("libostree does not check the image itself; without fs-verity, the image can be changed while it is in use"),
        },
        Row(EnabledKey, "`signed`, valid signature", Enabled("signed", "\n[sysroot]\nreadonly = true\n")) with
        {
            Files = Keys("good"),
            OtherNotRun = NoEd25519,
            Golden = "signed-good",
        },
        Row(EnabledKey, "`signed`, commit without a signature", Enabled("signed")) with
        {
            Files = Keys("good"),
            CommandLine = Link("unsignedos", 2),
            Refused = "signature-invalid",
            OtherNotRun = NoEd25519,
        },
        Row(EnabledKey, "`signed`, signed by another key", Enabled("signed")) with
        {
            Files = Keys("good"),
            CommandLine = Link("wrongos", 3),
            Refused = "signature-invalid",
            OtherNotRun = NoEd25519,
        },
        Row(EnabledKey, "`signed`, no key file", Enabled("signed")) with { Refused = "keys-malformed", OtherNotRun = NoEd25519 },
        Row(EnabledKey, "an unknown word", Enabled("sometimes")) with { Refused = "configuration-malformed" },
        Row(EnabledKey, "`Yes`", Enabled("Yes")) with { Refused = "configuration-malformed" },
        Row(EnabledKey, "empty", Enabled("")) with { Refused = "configuration-malformed" },
        Row(EnabledKey, "white space after the value", Enabled("yes \t")),
        Row(EnabledKey, "value in quotes", Enabled("\"yes\"")) with { Refused = "configuration-malformed" },

        Row(KeyPath, "another file, valid signature", Enabled("signed", "keypath = /etc/keys\n")) with
        {
            Files = new Dictionary<string, string> { ["etc/keys"] = PublicKey("good") },
            OtherNotRun = NoEd25519,
            Mounts = _verifiedRoot,
        },
        Row(KeyPath, "a missing file, with `enabled = yes`", Enabled("yes", "keypath = /etc/missing\n")),
        Row(KeyPath, "a relative path, with `enabled = yes`", Enabled("yes", "keypath = keys\n")) with
        {
            Refused = Malformed,
            OthersStatus = 0,
            Agreement = Agreement.Different("libostree reads the key with `signed` only; which file a relative path means depends on how the program is started"),
        },
        Row(KeyPath, "a missing file, with `enabled = signed`", Enabled("signed", "keypath = /etc/missing\n")) with
        {
            Refused = "keys-malformed",
            OtherNotRun = NoEd25519,
        },

        Row("`[composefs] not-before`", "a date, with `enabled = yes`", Enabled("yes", "not-before = 2026-01-01\n")) with
        {
            Refused = "configuration-contradictory",
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the key; prepare-root requires `signed` with it, since it has no effect otherwise"),
        },
        Row("`[measure] pcr`", "a machine without a TPM", Enabled("yes", "[measure]\npcr = 11\n")) with
        {
            Refused = "measurement-failed",
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the key; prepare-root does not boot a system that it must measure and can't"),
        },
    ];

    internal static Dictionary<string, string> Keys(string name) => new() { ["etc/ostree/initramfs-root-binding.key"] = PublicKey(name) };

    private static string PublicKey(string name) => File.ReadAllText(Checkout.Fixture($"keys/{name}.pub.b64"));

    private static string Link(string stateroot, int serial) => $"ostree=/ostree/boot.1/{stateroot}/{CommandLines.BootChecksum}/{serial}";
}
