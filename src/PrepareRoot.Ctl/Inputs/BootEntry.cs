using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Unicode;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// A boot entry, type #1 of the Boot Loader Specification (UAPI.1): lines of a key, white space and
/// a value. Empty lines and lines that start with <c>#</c> are skipped, and so are other keys.
/// </summary>
/// <param name="CommandLine">The values of <c>options</c>, joined by spaces.</param>
/// <param name="Linux">The value of <c>linux</c>; null if there is none.</param>
/// <param name="Initrds">The values of <c>initrd</c>, in order.</param>
/// <param name="Efi">The value of <c>efi</c> or <c>uki</c>; null if there is none.</param>
internal sealed record BootEntry(BootCommandLine CommandLine, string? Linux, IReadOnlyList<string> Initrds, string? Efi)
{
    /// <summary>Parses the content of a file.</summary>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="content">Its content.</param>
    internal static BootEntry Parse(string path, ReadOnlySpan<byte> content)
    {
        if (!Utf8.IsValid(content) || content.Contains((byte)0))
            throw new FailureException(path + ": must be a boot entry, but is not a text file in UTF-8");
        var options = new List<CommandLinePart>();
        var initrds = new List<string>();
        string? linux = null, efi = null;
        var number = 0;
        foreach (var raw in Encoding.UTF8.GetString(content).Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var end = line.AsSpan().IndexOfAny(' ', '\t');
            var (key, value) = end < 0 ? (line, "") : (line[..end], line[end..].Trim());
            switch (key)
            {
                case "options":
                    options.Add(new CommandLinePart(value, path + ":" + number.Text()));
                    break;
                case "linux":
                    linux = value;
                    break;
                case "initrd":
                    initrds.Add(value);
                    break;
                case "efi" or "uki":
                    efi = value;
                    break;
            }
        }
        if (linux is null && efi is null)
        {
            throw new FailureException(
                path + ": must be a boot entry with a line 'linux', 'efi' or 'uki', but has none of them");
        }
        return new BootEntry(new BootCommandLine(path, options), linux, initrds, efi);
    }

    /// <summary>
    /// Where a path of the entry is: below the partition that holds <c>loader/entries</c>. A path
    /// that leaves it is refused.
    /// </summary>
    /// <param name="entry">The absolute path of the entry's file.</param>
    /// <param name="path">The path in the entry.</param>
    internal static string Locate(string entry, string path)
    {
        if (Array.IndexOf(path.Split('/'), "..") >= 0)
            throw new FailureException(entry + ": a path must not have '..', but is " + OffendingText.Quote(path));
        return Partition(entry) + "/" + path.TrimStart('/');
    }

    // PARTITION/loader/entries/NAME.conf. libostree's loader is a link to loader.0 or loader.1. An
    // entry elsewhere counts as beside its files.
    private static string Partition(string entry)
    {
        var parts = entry.Split('/');
        return parts is [.., var loader, "entries", _] && loader.StartsWith("loader", StringComparison.Ordinal)
            ? string.Join('/', parts[..^3])
            : string.Join('/', parts[..^1]);
    }
}
