using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Tests.Ctl.Sealing;

/// <summary>
/// A tree of files as a dump has it, which <c>mkcomposefs --from-file</c> reads as well: a line for
/// each file, each directory before what is in it (<c>composefs-dump(5)</c>).
/// </summary>
internal static class DumpTree
{
    private const int PathField = 0;
    private const int FirstXattr = 11;

    /// <summary>The root directory of the tree.</summary>
    internal static ImageFile Parse(string dump)
    {
        var files = new Dictionary<string, ImageFile>();
        foreach (var line in dump.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Add(files, line.Split(' '));
        foreach (var directory in files.Values)
            directory.Names.Sort(DirectoryData.ByName);
        return files[""];
    }

    private static void Add(Dictionary<string, ImageFile> files, string[] fields)
    {
        var path = Latin1(Unescape(fields[PathField])).TrimEnd('/');
        var parent = path.Length == 0 ? null : files[path[..path.LastIndexOf('/')]];
        var name = path.Length == 0 ? [] : Encoding.Latin1.GetBytes(path[(path.LastIndexOf('/') + 1)..]);
        if (fields[2][0] == '@')
        {
            parent!.Names.Add(new ImageName(name, files[Latin1(Unescape(fields[8]))]));
            return;
        }
        var file = Parse(fields, name, parent);
        files.Add(path, file);
        parent?.Names.Add(new ImageName(name, file));
    }

    private static ImageFile Parse(string[] fields, byte[] name, ImageFile? parent)
    {
        var mode = Convert.ToUInt32(fields[2], 8);
        var type = (FileType)(mode & 0xf000);
        var time = fields[7].Split('.');
        var device = Number(fields[6]);
        return new ImageFile(name, parent, type)
        {
            Size = ulong.Parse(fields[1], CultureInfo.InvariantCulture),
            Permissions = mode & 0xfff,
            LinkCount = Number(fields[3]),
            Owner = Number(fields[4]),
            Group = Number(fields[5]),
            Device = new DeviceNumber((device & 0xfff00) >> 8, (device & 0xff) | ((device >> 12) & 0xfff00)),
            Seconds = long.Parse(time[0], CultureInfo.InvariantCulture),
            Nanoseconds = Number(time[1]),
            Content = type == FileType.SymbolicLink ? Unescape(fields[8]) : fields[9] == "-" ? [] : Unescape(fields[9]),
            // A dump has no digests of SHA-512, but the names of the objects.
            Object = type == FileType.Regular && FsVerityDigest.TryParseHex(fields[8].Replace("/", "", StringComparison.Ordinal), out var digest) ? digest : default,
            Xattrs = [.. fields[FirstXattr..].Select(Xattr)],
        };
    }

    private static ImageXattr Xattr(string field)
    {
        var equals = field.IndexOf('=', StringComparison.Ordinal);
        return new ImageXattr(Unescape(field[..equals]), Unescape(field[(equals + 1)..]));
    }

    private static uint Number(string field) => uint.Parse(field, CultureInfo.InvariantCulture);

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static byte[] Unescape(string field)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] != '\\')
            {
                bytes.Add((byte)field[i]);
                continue;
            }
            i++;
            bytes.Add(field[i] switch
            {
                'n' => (byte)'\n',
                'r' => (byte)'\r',
                't' => (byte)'\t',
                'x' => Convert.FromHexString(field.AsSpan(i + 1, 2))[0],
                var other => (byte)other,
            });
            if (field[i] == 'x')
                i += 2;
        }
        return [.. bytes];
    }
}
