using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>Kernel command lines and the arguments of the boot program.</summary>
internal static class CommandLines
{
    private static readonly Gen<string> _spaces = Make.Any(" ", " ", " ", "  ", "\t", "\n", " \r\v\f");

    private static readonly Gen<string> _digest = Make.OneOf(Make.Hex(64), Make.Hex(128), Make.Hex(64).Select(hex => hex.ToUpperInvariant()));

    /// <summary>The argument <c>composefs=</c> or <c>composefs.digest=</c>.</summary>
    internal static readonly Gen<string> ImageArgument = Make.OneOf(
        Make.Join(Make.Any("composefs="), Make.Any("", "?"), _digest),
        Make.Join(Make.Any("composefs.digest="), Make.Any("", "?"), Make.Any("v1", "v2"), Make.Any("-sha256-12:"), Make.Hex(64)),
        Make.Join(Make.Any("composefs.digest="), Make.Any("", "?"), Make.Any("v1", "v2"), Make.Any("-sha512-12:"), Make.Hex(128)));

    private static readonly Gen<string> _ostree =
        Make.Join(Make.Any("ostree=/ostree/boot."), Make.Any("0", "1", "1.1"), Make.Any("/os/", "/é/", "/a b/"), Make.Hex(64), Make.Any("/0", "/1"));

    private static readonly Gen<string> _key = Make.OneOf(
        Make.Any("root", "ro", "quiet", "a.b", "=", "systemd.volatile", "ostree.prepare-root.composefs", "composefs.signature"),
        Make.Characters("ab=-_.\"é\u00a0", 1, 6));

    private static readonly Gen<string> _value = Make.OneOf(
        Make.Any("", "1", "LABEL=x", "maybe", "signed", "state", "a b", "\t"),
        Make.Characters("ab =\"'\\\u0085é", 0, 10));

    private static readonly Gen<string> _other = Make.OneOf(
        _key,
        Make.Join(_key, Make.Any("="), _value),
        Make.Join(_key, Make.Any("=\""), _value, Make.Any("\"", "\"", "")),
        Make.Join(Make.Any("\""), _key, Make.Any("="), _value, Make.Any("\"", "\"", "")));

    /// <summary>Any arguments. The kernel takes any text.</summary>
    internal static readonly Gen<string> Any =
        Lines(Gen.Frequency((3, _other), (1, ImageArgument), (1, _ostree)));

    /// <summary>Arguments that name images.</summary>
    internal static readonly Gen<string> Images = Lines(Gen.Frequency((4, ImageArgument), (1, Make.Any("quiet", "rw", "root=x"))));

    /// <summary>Arguments that make a policy: no contradiction, no malformed value.</summary>
    internal static readonly Gen<string> Policies = Make.Join(
        Make.OneOf(_ostree, ImageArgument, Make.Any("androidboot.slot_suffix=_a", "androidboot.x ostree=/y")),
        _spaces,
        Make.Several(Make.OneOf(Make.Any("quiet", "systemd.volatile=state", "ostree.prepare-root.composefs=yes"), ImageArgument), 4, " "));

    /// <summary>The words of an invocation, each ended by a NUL but the last.</summary>
    internal static readonly Gen<string> Invocations = Make.OneOf(
        Make.Join(Make.Any("prepare-root\0", "/usr/lib/ostree/ostree-prepare-root\0"), Make.Any("--help", "-V", "/sysroot", "--\0/x", "/sysroot\0quiet ostree=/x")),
        Make.Join(Make.Any("composefs-setup-root", "initramfs-setup\0setup-root"), Make.Several(Option(), 4)));

    private static Gen<string> Option() => Make.Join(
        Make.Any("\0"),
        Make.Any("--sysroot", "--config", "--root-fs", "--target", "--cmdline"),
        Make.Any("=", "\0"),
        Make.Any("/a", "/b", "/"),
        Make.Characters("ab/.", 0, 6));

    private static Gen<string> Lines(Gen<string> argument) => Make.Several(Make.Join(argument, _spaces), 8);
}
