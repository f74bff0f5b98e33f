using System;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Requests;

namespace PrepareRoot.Fuzz;

/// <summary>The parsers of the configuration and of the kernel command line.</summary>
public static class ConfigurationTargets
{
    private const string Hex = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string[] _commandLines =
    [
        "root=LABEL=x rw ostree=/ostree/boot.1/os/" + Hex + "/0 quiet",
        "composefs=" + Hex + " composefs.digest=?v2-sha512-12:" + Hex + Hex + " composefs.signature=AAAA",
        "a=\"b c\" \"d=e f\" ostree.prepare-root.composefs=maybe androidboot.slot_suffix=_a composefs=?" + Hex,
    ];

    private static readonly string[] _keyFiles =
    [
        "[composefs]\nenabled = signed\nkeypath=/etc/key\nnot-before = 2026-11-22T18:30:00Z\n[sysroot]\nreadonly=true\n",
        "# comment\n[etc]\ntransient=false\n[root]\r\ntransient-ro = 1\r\n[measure]\npcr = 12\nk[de]=x\nlist=a;b;\\;c;\ne=\\s\\t\\n\\\\\n",
    ];

    private static readonly string[] _tomls =
    [
        "[root]\ntransient = true\n[etc]\nmount = \"overlay\"\n[var]\nmount = 'bind' # comment\n",
        "root.transient = false\nvar.\"mount\" = \"none\"\n[a.b.'c d']\nx.y = \"\\u00e9\\n\\\"\"\nn = -1_000\n",
        "\ufeffetc = { mount = 'bind', x.y = [ 1, {a = \"\"\"\nb\\\n  \"c\"\"\"\"} ] }\r\n[[disk]]\nat = 1979-05-27 07:32:00.5-07:00\nsize = 0xdead_beef\n[[disk]]\n[disk.part]\nf = [\n-1.5e+3, # c\n  nan,\n]\ns = '''\nx'''\n",
    ];

    // The last two are refused.
    private static readonly string[] _invocations =
    [
        "prepare-root\0/sysroot\0quiet",
        "/usr/lib/ostree/ostree-prepare-root\0--help",
        "prepare-root\0--\0-x\0y",
        "composefs-setup-root\0--sysroot=/x\0--config\0/c\0--\0w",
        "initramfs-setup\0setup-root\0--root-fs=/t\0--target\0/n\0--cmdline=\"q\"",
        "initramfs-setup\0--sysroot=/x",
        "prepare-root\0a\0b\0c",
    ];

    private static readonly byte[][] _settings = Bytes("composefs", "[", "]", "=", "\n", "\"", "'", ".", "\\", "true", "\0", ";", "#", "\ud83d\udd11", "enabled", "\\U0010ffff", "\r\n");

    private static readonly byte[][] _tomlWords =
        [.. _settings, .. Bytes("[[", "]]", "{", "}", ",", "[[a]]\n", "[a.", "a=", "{a=", "[{a=", "a.", "\"\"\"", "'''", "\\\n", "\\u", "0x", "1e5", "1979-05-27", " 07:32:00", "inf", "_", "+", ":", "\ufeff", "#\n", "\r")];

    public static Target[] All { get; } =
    [
        new("KernelCommandLine", ParseCommandLine, Bytes(_commandLines), Bytes(" ", "\"", "=", "composefs=", "ostree=", "\0", "\u00a0", "--", "\n")),
        new("RootPolicy", ParsePolicy, Bytes(_commandLines), Bytes(" ", "\"", "=", "?", ":", "composefs=", "ostree=/x", "composefs.digest=v1-sha256-12:" + Hex, "androidboot.")),
        new("ImageArgument", ParseImage, Bytes("composefs=" + Hex, "composefs.digest=?v1-sha512-12:" + Hex + Hex, "composefs.digest=v2-sha256-12:" + Hex), Bytes("?", ":", "-", "v1", "sha256", "12", "=", Hex)),
        new("FsVerityDigest", bytes => Check(FsVerityDigest.TryParseHex(Text(bytes), out var digest), () => digest.ToString().EndsWith(Text(bytes).ToLowerInvariant(), StringComparison.Ordinal)), Bytes(Hex, Hex + Hex), Bytes("0", "f", "F", "g", "\u0660", "\uff10")),
        new("Timestamp", bytes => Check(Timestamp.Parse(Text(bytes)) is not null, () => Timestamp.Parse(Text(bytes)) < 253_402_300_800), Bytes("2026-11-22", "2026-11-22T18:30:00Z", "1970-01-01", "9999-12-31T23:59:59Z", "2024-02-29"), Bytes("-", ":", "T", "Z", "00", "60", "99", "+", " ", "\u0661")),
        new("Invocation", ParseInvocation, Bytes(_invocations), Bytes("\0", "-", "--", "/", "=", "--sysroot", "--config=/", "--root-fs\0/", "--cmdline", "--target=/x", "composefs-setup-root\0")),
        new("KeyFile", ParseKeyFile, Bytes(_keyFiles), _settings),
        new("SetupRootConfiguration", ParseSetupRoot, Bytes(_tomls), _tomlWords),
        new("TomlFile", ParseToml, Bytes(_tomls), _tomlWords),
    ];

    private static bool ParseCommandLine(byte[] bytes)
    {
        var commandLine = KernelCommandLine.Parse(Text(bytes));
        foreach (ref readonly var argument in commandLine.Arguments)
            Check(true, argument is { Text.Length: > 0 } && argument.Key.Length <= argument.Text.Length ? () => true : () => false);
        _ = (commandLine.First("composefs"), commandLine.All("composefs"), commandLine.Has("x"));
        return true;
    }

    private static bool ParsePolicy(byte[] bytes) => IsValue(RootPolicy.From(KernelCommandLine.Parse(Text(bytes)), PrepareRootConfiguration.Default, SetupRootConfiguration.Default));

    private static bool ParseImage(byte[] bytes)
    {
        var found = ImageArgument.ParseAll(KernelCommandLine.Parse(Text(bytes)));
        if (!IsValue(found))
            return false;
        found.Try(out var images, out _);
        // Printing the value gives the input again.
        return images!.All(image => Check(true, () =>
            ImageArgument.ParseAll(KernelCommandLine.Parse(ImageArgument.Print(image))).Try(out var again, out _) && again.SequenceEqual([image])));
    }

    private static bool ParseInvocation(byte[] bytes) => Text(bytes).Split('\0') is var words && IsValue(Invocation.Parse(words[0], words[1..], "/"));

    private static bool ParseKeyFile(byte[] bytes)
    {
        var read = KeyFile.Parse("f", bytes);
        if (!IsValue(read))
            return false;
        read.Try(out var file, out _);
        foreach (var entry in file!.Entries)
        {
            _ = IsValue(entry.Text());
            _ = IsValue(entry.List());
            _ = IsValue(entry.Boolean());
            Check(true, () => file.Find(entry.Group, entry.Key) is not null);
        }
        return IsValue(PrepareRootConfiguration.From(file));
    }

    private static bool ParseSetupRoot(byte[] bytes) => IsValue(SetupRootConfiguration.Parse("f", bytes));

    private static bool ParseToml(byte[] bytes)
    {
        if (!TomlFile.Parse("f", bytes).Try(out var file, out var fault))
            return !Check(true, () => fault.Cause.StartsWith("f:", StringComparison.Ordinal));
        foreach (var entry in file.Entries)
            Check(true, () => entry is { Line: > 0, Column: > 0, Key.Length: > 0 and <= OffendingText.MaxChars + 1 });
        // A longer key is cut, and then may look like another.
        return Check(true, () => file.Entries.ToArray().Where(entry => entry.Key.Length <= OffendingText.MaxChars).GroupBy(entry => entry.Key).All(same => same.Count() == 1));
    }

    /// <summary>Whether it is a value. A fault must have a message.</summary>
    internal static bool IsValue<T>(Result<T> result)
        where T : notnull =>
        result.Try(out var value, out var fault) ? Check(true, () => value is not null) : !Check(true, () => fault.Cause.Length > 0);

    /// <summary>Whether it is a value, after checking the invariants of every value.</summary>
    internal static bool Check(bool isValue, Func<bool> holds) =>
        !isValue || holds() ? isValue : throw new InvalidOperationException("a value that can't be");

    internal static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    internal static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
