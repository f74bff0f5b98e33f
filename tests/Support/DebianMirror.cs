using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>The Debian mirror that this machine's apt uses.</summary>
public static class DebianMirror
{
    private static readonly Lazy<string> _address = new(() =>
        Files(".sources").SelectMany(Deb822Addresses)
            .Concat(Files(".list").SelectMany(OneLineAddresses))
            .FirstOrDefault(IsTheArchive)
        ?? throw new InvalidOperationException("/etc/apt names no Debian archive: no sources entry ends in /debian"));

    /// <summary>The address of the archive.</summary>
    /// <exception cref="InvalidOperationException">apt is not configured with one.</exception>
    public static string Address => _address.Value;

    private static string[] Files(string extension)
    {
        const string directory = "/etc/apt/sources.list.d", old = "/etc/apt/sources.list";
        var files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*" + extension) : [];
        return File.Exists(old) && old.EndsWith(extension, StringComparison.Ordinal) ? [old, .. files] : files;
    }

    // deb822 (sources.list(5)): "URIs: ADDRESS …"
    private static IEnumerable<string> Deb822Addresses(string file) =>
        from line in File.ReadLines(file)
        where line.StartsWith("URIs:", StringComparison.OrdinalIgnoreCase)
        from word in line["URIs:".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select word;

    // "deb [option=value …] ADDRESS SUITE …"
    private static IEnumerable<string> OneLineAddresses(string file) =>
        from line in File.ReadLines(file)
        where line.StartsWith("deb ", StringComparison.Ordinal)
        from word in line.Split(' ')
        where word.Contains("://", StringComparison.Ordinal)
        select word;

    // …/debian, not …/debian-security and not another vendor's.
    private static bool IsTheArchive(string address) => address.TrimEnd('/').EndsWith("/debian", StringComparison.Ordinal);
}
