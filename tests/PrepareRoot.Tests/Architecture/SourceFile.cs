using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Architecture;

/// <summary>A C# file.</summary>
/// <param name="Path">Its path from <c>src</c> or <c>tests</c>.</param>
/// <param name="Text">Its text.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>All files of <c>src</c>, but those that a build makes.</summary>
    public static SourceFile[] All { get; } = In("src");

    /// <summary>All files of <c>tests</c>, but those that a build makes.</summary>
    public static SourceFile[] Tests { get; } = In("tests");

    /// <summary>The files of the library.</summary>
    public static IEnumerable<SourceFile> Library => All.Where(file => file.Path.StartsWith("PrepareRoot/", StringComparison.Ordinal));

    /// <summary>
    /// The library's folder that it is in; empty for the library's own directory.
    /// </summary>
    public string Folder => Path.Split('/') is [_, var folder, _, ..] ? folder : "";

    /// <summary>How many lines it has.</summary>
    public int LineCount => Text.TrimEnd('\n').Split('\n').Length;

    /// <summary>Its text without comments and the content of strings.</summary>
    public string Code => CommentOrString().Replace(Text, match => match.Value[0] == '/' ? "" : "\"\"");

    /// <summary>Fails with the items of a list, if it has any.</summary>
    public static void AssertNone(IEnumerable<string> violations)
    {
        var all = violations.ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    private static SourceFile[] In(string directory) =>
    [
        .. from path in Directory.EnumerateFiles(Checkout.File(directory), "*.cs", SearchOption.AllDirectories)
           let relative = System.IO.Path.GetRelativePath(Checkout.File(directory), path)
           where !relative.Split('/').Any(part => part is "bin" or "obj")
           orderby relative
           select new SourceFile(relative, File.ReadAllText(path)),
    ];

    // Comments, raw strings, verbatim strings, other strings and characters. Code within an
    // interpolated string counts as its content.
    [GeneratedRegex("""
        //[^\n]*|/\*.*?\*/|"{3,}.*?"{3,}|\$?@\$?"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'
        """, RegexOptions.Singleline)]
    private static partial Regex CommentOrString();
}
