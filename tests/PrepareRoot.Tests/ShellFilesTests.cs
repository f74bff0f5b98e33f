using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>shellcheck passes on each of our shell files.</summary>
public class ShellFilesTests
{
    private static readonly string[] _directories = [".ci", "config", "dracut", "tests"];

    [RequiresFact(Needs.ShellCheck)]
    public void Shell_files_pass_shellcheck()
    {
        string[] files = [.. _directories.SelectMany(directory => Directory.GetFiles(Checkout.File(directory), "*", SearchOption.AllDirectories)).Where(IsShell)];
        Assert.Contains(Checkout.File("config/mkinitcpio/hook"), files);

        var result = new Command("shellcheck", ["--external-sources", .. files]) { WorkingDirectory = Checkout.File(".") }.RunToAnyEnd();

        Assert.Equal("", result.Output + result.Error);
    }

    // Found by the name or by the first line, because some initramfs generators prescribe the name.
    private static bool IsShell(string file)
    {
        var first = file.Contains("/bin/", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal) ? null : File.ReadLines(file).FirstOrDefault();
        return first is not null && (file.EndsWith(".sh", StringComparison.Ordinal) || file.EndsWith(".bash", StringComparison.Ordinal) || (first.StartsWith("#!", StringComparison.Ordinal) && first.EndsWith("sh", StringComparison.Ordinal)));
    }
}
