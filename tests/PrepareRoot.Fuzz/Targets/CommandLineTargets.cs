using System;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Requests;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The kernel command line, and the arguments of the boot program.</summary>
internal static class CommandLineTargets
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    internal static Target[] All { get; } =
    [
        new("KernelCommandLine", ParseCommandLine, CommandLines.Any.Utf8(), Checks.Bytes(" ", "\"", "=", "composefs=", "ostree=", "\0", "\u00a0", "--", "\n")),
        new("RootPolicy", ParsePolicy, CommandLines.Policies.Utf8(), Checks.Bytes(" ", "\"", "=", "?", ":", "composefs=", "ostree=/x", "composefs.digest=v1-sha256-12:" + Hex, "androidboot.")),
        new("ImageArgument", ParseImages, CommandLines.Images.Utf8(), Checks.Bytes("?", ":", "-", "v1", "sha256", "12", "=", Hex)),
        new("FsVerityDigest", ParseDigest, Make.OneOf(Make.Hex(64), Make.Hex(128)).Utf8(), Checks.Bytes("0", "f", "F", "g", "\u0660", "\uff10")),
        new("Invocation", ParseInvocation, CommandLines.Invocations.Utf8(), Checks.Bytes("\0", "-", "--", "/", "=", "--sysroot", "--config=/", "--root-fs\0/", "--cmdline", "--target=/x", "composefs-setup-root\0"))
        {
            // --target may be the same as --sysroot.
            MayRefuseDocuments = true,
        },
    ];

    // The arguments as they were written make the same command line again.
    private static bool ParseCommandLine(byte[] bytes)
    {
        var parsed = KernelCommandLine.Parse(Checks.Text(bytes));
        var arguments = parsed.Arguments.ToArray();
        foreach (var argument in arguments)
        {
            Checks.Hold(argument.Text.Length > 0 && argument.Key.Length + (argument.Value?.Length ?? 0) <= argument.Text.Length, "an argument is longer than its text");
            Checks.Hold(parsed.Has(argument.Key) && (argument.Value is null || parsed.First(argument.Key) == parsed.All(argument.Key)[0]), "an argument is not found");
        }
        var again = KernelCommandLine.Parse(string.Join(' ', arguments.Select(argument => argument.Text)));
        Checks.Hold(again.Arguments.SequenceEqual(arguments), "the arguments' text gives other arguments");
        return true;
    }

    private static bool ParsePolicy(byte[] bytes) => Checks.IsValue(
        RootPolicy.From(KernelCommandLine.Parse(Checks.Text(bytes)), PrepareRootConfiguration.Default, SetupRootConfiguration.Default),
        policy => Checks.Hold(policy.DeploymentLink?.StartsWith('/') != true && (policy.DeploymentLink is not null || policy.Images.Length > 0), "it has no root"));

    private static bool ParseImages(byte[] bytes) => Checks.IsValue(ImageArgument.ParseAll(KernelCommandLine.Parse(Checks.Text(bytes))), images =>
    {
        foreach (var image in images)
        {
            foreach (var version in (int?[])[null, 1, 2])
                Checks.Hold(ImageArgument.ParseAll(KernelCommandLine.Parse(ImageArgument.Print(image, version))).Try(out var again, out _) && again.SequenceEqual([image]), "the printed argument is another");
        }
    });

    private static bool ParseDigest(byte[] bytes)
    {
        if (!FsVerityDigest.TryParseHex(Checks.Text(bytes), out var digest))
            return false;
        Checks.Hold(digest.Hex.Equals(Checks.Text(bytes), StringComparison.OrdinalIgnoreCase), "the printed digest is another");
        Checks.Hold(digest == FsVerityDigest.From(digest.Algorithm, digest.Bytes), "the digest's bytes give another");
        return true;
    }

    private static bool ParseInvocation(byte[] bytes) =>
        Checks.Text(bytes).Split('\0') is var words && Checks.IsValue(Invocation.Parse(words[0], words[1..], () => "/"));
}
