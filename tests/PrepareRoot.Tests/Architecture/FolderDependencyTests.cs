using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace PrepareRoot.Tests.Architecture;

/// <summary>Each folder of the library uses only the folders below it.</summary>
public class FolderDependencyTests
{
    // From top to bottom. The first is the library's own directory.
    private static readonly string[] _folders =
        ["", "Initramfs", "Run", "Mounting", "Trust", "Deployments", "Requests", "Formats", "Faults", "Linux"];

    public static TheoryData<string> Folders => [.. _folders];

    [Fact]
    public void Folders_of_the_library_are_those_of_the_order() =>
        Assert.Equal(_folders.Order(), SourceFile.Library.Select(file => file.Folder).Distinct().Order());

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_uses_only_folders_below_it(string folder)
    {
        var allowed = _folders.SkipWhile(other => other != folder).ToArray();

        SourceFile.AssertNone(
            from file in SourceFile.Library
            where file.Folder == folder
            from used in Used(file)
            where !allowed.Contains(used)
            select $"{file.Path} uses {(used.Length == 0 ? "the library's own directory" : used)}");
    }

    [Fact]
    public void Namespace_of_a_file_is_that_of_its_folder() => Assert.All(
        SourceFile.Library,
        file => Assert.Contains($"namespace PrepareRoot{(file.Folder.Length == 0 ? "" : "." + file.Folder)};", file.Code, StringComparison.Ordinal));

    // A folder is used by its namespace, in a using directive or before a name; within the library,
    // that works without "PrepareRoot." too (Run alone is also the name of members). A type in the
    // library's own directory is used by its bare name, which is that of its file.
    private static IEnumerable<string> Used(SourceFile file)
    {
        var code = file.Code;
        var used = Regex.Matches(code, @"\bPrepareRoot\.(\w+)|(?<![\w.])(?!Run\b)(\w+)\.[A-Z]")
            .Select(match => match.Groups[1].Value + match.Groups[2].Value)
            .Where(_folders.Contains);
        var top = SourceFile.Library.Where(other => other.Folder.Length == 0).Select(other => other.Path.Split('/', '.')[1]);
        return used.Concat(top.Where(type => Regex.IsMatch(code, $@"(?<!\.)\b{type}\b")).Select(_ => "")).Distinct();
    }
}
