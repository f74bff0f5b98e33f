using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace PrepareRoot.BootTests.Images;

/// <summary>
/// Writes random trees in the format of composefs-dump(5): every type of file, names and extended
/// attributes of odd bytes, hard links, whiteouts, and content in the image.
/// </summary>
internal sealed class RandomDump(int seed)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789.-_";

    private const int LongTarget = 4000;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();
    private readonly List<byte[]> _directories = [[]];
    private readonly List<byte[]> _files = [];

    /// <summary>A tree of as many files.</summary>
    internal string Tree(int count)
    {
        Add("/"u8, 0x41ed);
        var names = new HashSet<string>();
        while (names.Count < count)
        {
            var directory = _random.Next(4) == 0 ? _directories[0] : _directories[_random.Next(_directories.Count)];
            byte[] path = [.. directory, (byte)'/', .. Name()];
            if (path.Length < 3000 && names.Add(Convert.ToHexString(path)))
                AddFile(path);
        }
        return _text.ToString();
    }

    private void AddFile(byte[] path)
    {
        switch (_random.Next(12))
        {
            case 0 or 1:
                _directories.Add(path);
                Add(path, 0x4000 | Any(0x1ed, 0x1c0, 0x3ff));
                break;
            case 2 or 3 or 4:
                var digest = Convert.ToHexStringLower(Bytes(32));
                _files.Add(path);
                Add(path, 0x81a4, Any(65L, 4096L, 1L << 33, 1L << 45), Encoding.ASCII.GetBytes(digest.Insert(2, "/")), digest: _random.Next(2) == 0 ? digest : null);
                break;
            case 5 or 6:
                var content = Any<byte[]>([], "-"u8.ToArray(), Bytes(64), Bytes(_random.Next(4000)), Bytes(4096), Bytes(4097));
                _files.Add(path);
                Add(path, 0x89ed, content.Length, content: content);
                break;
            case 7 or 8:
                var target = Any<byte[]>("-"u8.ToArray(), "a"u8.ToArray(), [(byte)'\n', (byte)'=', 0xff], [.. Enumerable.Repeat((byte)'x', LongTarget)]);
                Add(path, 0xa1ff, target.Length, target);
                break;
            case 9:
                Add(path, Any(0x11a4, 0xc1a4));
                break;
            case 10:
                Add(path, Any(0x21a4, 0x61a4), device: Any(0u, 259u, 0x500003u, uint.MaxValue)); // 0: a whiteout
                break;
            case 11 when _files.Count > 0:
                _text.Append(CultureInfo.InvariantCulture, $"{Escape(path)} 0 @100000 1 0 0 0 0.0 {Escape(_files[_random.Next(_files.Count)])} - -\n");
                break;
        }
    }

    private void Add(ReadOnlySpan<byte> path, int mode, long size = 0, byte[]? payload = null, byte[]? content = null, string? digest = null, uint device = 0)
    {
        var (owner, group) = (Any(0u, 1000u, 65536u, uint.MaxValue), Any(0, 70000));
        var modified = Any("0.0", "1700000000.123456789", "-5.7", "99999999999.1");
        _text.Append(
            CultureInfo.InvariantCulture,
            $"{Escape(path)} {size} {Convert.ToString(mode, 8)} {_random.Next(1, 9)} {owner} {group} {device} {modified} {Optional(payload)} {Optional(content)} {digest ?? "-"}");
        foreach (var (name, value) in Xattrs())
            _text.Append(' ').Append(name).Append('=').Append(value);
        _text.Append('\n');
    }

    private Dictionary<string, string> Xattrs()
    {
        var xattrs = new Dictionary<string, string>();
        for (var left = Any(0, 0, 1, 4); left > 0; left--)
        {
            var prefix = Any("user.", "security.", "trusted.", "trusted.overlay.", "trusted.overlay.overlay.", "system.", "lustre.", "user.overlay.", "odd");
            var name = Any("opaque", "whiteout", "whiteouts", "redirect", "posix_acl_access", Encoding.ASCII.GetString(Name(Letters)), "a=b c");
            xattrs[Escape(Encoding.ASCII.GetBytes(prefix + name))] = Escape(Bytes(name == "posix_acl_access" ? 28 : Any(0, 1, 30, 200)));
        }
        if (_random.Next(3) == 0)
            xattrs["security.selinux"] = "system_u:object_r:usr_t:s0\\x00";
        return xattrs;
    }

    private byte[] Name() => _random.Next(3) > 0 ? Name(Letters) : [.. Bytes(Any(1, 8, 255)).Select(value => value is 0 or (byte)'/' or (byte)'.' ? (byte)'_' : value)];

    private byte[] Name(string characters) => [(byte)'n', .. Enumerable.Range(0, _random.Next(20)).Select(_ => (byte)characters[_random.Next(characters.Length)])];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Optional(byte[]? bytes) => bytes is null or [] ? "-" : bytes is [(byte)'-'] ? "\\x2d" : Escape(bytes);

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var value in bytes)
        {
            if (value is > (byte)' ' and <= (byte)'~' and not ((byte)'\\' or (byte)'='))
                text.Append((char)value);
            else
                text.Append("\\x").Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }

    private T Any<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
