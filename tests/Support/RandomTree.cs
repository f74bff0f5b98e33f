using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>
/// Random trees of files, as dumps that <c>mkcomposefs --from-file</c> reads (<c>composefs-dump(5)</c>).
/// The same seed always gives the same tree. Together they have every type of file, extended
/// attributes that overlayfs uses itself, whiteouts, sizes and names at the limits, and directories of
/// many blocks.
/// </summary>
public sealed class RandomTree
{
    private const int MaxFiles = 400;

    private static readonly string[] _times = ["1.0", "1.5", "2.0", "1700000000.123456789", "0.0", "5.999999999"];
    private static readonly ulong[] _sizes = [65, 100, 4095, 4096, 4097, 8192, 70000, uint.MaxValue, 1UL << 32, (1UL << 32) + 1, (1UL << 36) + 5];
    private static readonly string[] _devices = ["2 0", "2 0", "2 259", "2 1049900", "6 2049", "1 0", "14 0"];

    private static readonly string[] _xattrs =
    [
        "user.a", "user.b", "user.c", "trusted.x", "trusted.overlay.redirect", "trusted.overlay.metacopy", "trusted.overlay.overlay.opaque",
        "security.selinux", "security.capability", "system.posix_acl_access",
    ];

    private readonly Random _random;
    private readonly StringBuilder _dump = new();
    private readonly byte[][] _values;
    private readonly string[] _digests;
    private int _count;

    private RandomTree(int seed)
    {
        _random = new Random(seed);
        _values = [.. Enumerable.Range(0, 8).Select(_ => Bytes(Pick([0, 1, 2, 3, 5, 20, 100])))];
        _digests = [.. Enumerable.Range(0, 4).Select(_ => Digest())];
    }

    /// <summary>How many seeds there are in the table of digests.</summary>
    public static int Seeds => 40;

    /// <summary>
    /// The digests of the images that mkcomposefs 1.0.8 made of the first seeds, with
    /// <c>--min-version=1</c>.
    /// </summary>
    public static string DigestsFile => Checkout.Fixture("mkcomposefs-random.txt");

    /// <summary>The tree of a seed.</summary>
    public static string Of(int seed)
    {
        var random = new RandomTree(seed);
        random._dump.Append(CultureInfo.InvariantCulture, $"/ 4096 40755 2 {random.Id()} {random.Id()} 0 {random.Pick(_times)} - - -{random.Xattrs()}\n");
        random.AddDirectory("", 0);
        return random._dump.ToString();
    }

    private void AddDirectory(string path, int depth)
    {
        var count = depth == 0 ? 30 : Pick([0, 1, 2, 3, 5, 8, 20]);
        if (Chance(0.05))
            count = Pick([100, 125, 130, 140, 200, 300, 700]);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        while (names.Count < count && _count + names.Count < MaxFiles)
            names.Add(Name());
        _count += names.Count;
        foreach (var name in names)
            AddFile(path + "/" + name, depth);
    }

    private void AddFile(string path, int depth)
    {
        switch (_random.Next(10))
        {
            case 0 or 1 when depth < 6:
                Add(path, 4096, "4" + Permissions(), "0", "- - -");
                AddDirectory(path, depth + 1);
                break;
            case 0 or 1 or 2 or 3:
                var digest = Chance(0.3) ? Pick(_digests) : Digest();
                Add(path, Chance(0.5) ? Pick(_sizes) : (ulong)_random.Next(65, 1 << 20), "10" + Permissions(), "0", $"{digest[..2]}/{digest[2..]} - {digest}");
                break;
            case 4 or 5:
                var content = Bytes(Pick([0, 1, 17, 63, 64]));
                Add(path, (ulong)content.Length, "10" + Permissions(), "0", content.Length == 0 ? "- - -" : $"- {Escape(content)} -");
                break;
            case 6 or 7:
                var target = Text(Chance(0.3) ? Pick([300, 1000, 2500, 4000, 4063, 4095]) : Pick([1, 5, 11, 20]), "abc/.");
                Add(path, (ulong)target.Length, "120777", "0", $"{Escape(target)} - -");
                break;
            default:
                var device = Pick(_devices).Split(' ');
                Add(path, 0, device[0] + Permissions(), device[1], "- - -");
                break;
        }
    }

    private void Add(string path, ulong size, string mode, string device, string content) =>
        _dump.Append(CultureInfo.InvariantCulture, $"{path} {size} {mode} 1 {Id()} {Id()} {device} {Pick(_times)} {content}{Xattrs()}\n");

    private string Xattrs()
    {
        if (Chance(0.6))
            return "";
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var count = Pick([1, 1, 2, 3, 6]); count > 0; count--)
            names.Add(Chance(0.3) ? "user." + Escape(Text(_random.Next(1, 30), "abcdef")) : Pick(_xattrs));
        return string.Concat(names.Select(name => " " + name + "=" + Escape(Chance(0.7) ? Pick(_values) : Bytes(Pick([1, 8, 8, 8, 300, 3000])))));
    }

    private string Name()
    {
        if (Chance(0.03))
            return _random.Next(256).ToString("x2", CultureInfo.InvariantCulture);
        var name = Text(Chance(0.05) ? 255 : _random.Next(1, Chance(0.2) ? 60 : 12), "abcdefghijklmnopqrstuvwxyzABC0123456789.-_ \n\t\u00ff\u0080\\=#");
        return name is [(byte)'.'] or [(byte)'.', (byte)'.'] ? "dots" : Escape(name);
    }

    private string Permissions() => Pick(["0644", "0755", "4755", "2755", "1777", "0000", "0600"]);

    private uint Id() => Pick<uint>([0, 0, 0, 0, 1000, 65535, 65536, 4_000_000_000]);

    private string Digest() => Convert.ToHexStringLower(Bytes(32));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private byte[] Text(int count, string alphabet) => [.. Enumerable.Range(0, count).Select(_ => (byte)alphabet[_random.Next(alphabet.Length)])];

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private static string Escape(byte[] bytes) => string.Concat(bytes.Select(value =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)'.' or (byte)'/' or (byte)'_' ? ((char)value).ToString() : $"\\x{value:x2}"));
}
