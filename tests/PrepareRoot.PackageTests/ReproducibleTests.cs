using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>The same sources make the same programs and packages, wherever they are built.</summary>
public class ReproducibleTests
{
    private static readonly string[] _programs = ["artifacts/bin/prepare-root", "artifacts/bin/prepare-rootctl"];

    // Two builds without anything that was built before, in folders whose names differ in length,
    // and without a repository.
    [RequiresFact(Needs.Packages)]
    public void Builds_in_two_folders_are_equal_byte_for_byte()
    {
        using var scratch = new Scratch();
        string[] folders = [scratch["a"], scratch["another/with-a-longer-name"]];
        (string Zone, string Language, string Mask)[] settings = [("UTC", "C.UTF-8", "022"), ("Asia/Kathmandu", "C", "002")];
        foreach (var (number, folder) in folders.Index())
        {
            Directory.CreateDirectory(folder);
            Command.Run("sh", "-euc", "tar -C \"$1\" -c --exclude-vcs --exclude=./artifacts --exclude=./tests --exclude=bin --exclude=obj . | tar -C \"$2\" -x", "sh", Checkout.File("."), folder);
            var (zone, language, mask) = settings[number];
            new Command("sh", "-euc", $"umask {mask}; exec make deb rpm")
            {
                WorkingDirectory = folder,
                Environment = new Dictionary<string, string> { ["TZ"] = zone, ["LC_ALL"] = language },
            }.Run();
        }

        List<string> files = [.. _programs];
        foreach (var package in (string[])[.. PackageFiles.Debian, .. PackageFiles.Rpm])
            files.Add("artifacts/packages/" + Path.GetFileName(package));
        Assert.Equal(6, files.Count);
        foreach (var file in files)
        {
            Command.Run("cmp", Path.Combine(folders[0], file), Path.Combine(folders[1], file));
            Command.Run("cmp", Path.Combine(folders[0], file), Checkout.File(file));
        }
    }
}
