using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// What a boot loader starts from a disk: the entry with the highest version in
/// <c>/boot/loader/entries</c>.
/// </summary>
/// <param name="Kernel">A copy of its kernel.</param>
/// <param name="Initramfs">A copy of its initramfs.</param>
/// <param name="Options">Its kernel arguments.</param>
internal sealed record BootEntry(string Kernel, string Initramfs, string Options)
{
    private const string Entries = "/boot/loader/entries";

    /// <summary>Reads it from a disk that is not in use.</summary>
    /// <param name="image">The disk.</param>
    /// <param name="directory">Where the copies are made.</param>
    public static BootEntry Default(string image, string directory)
    {
        // "/INODE/MODE/USER/GROUP/NAME/SIZE/"
        var names = Debugfs(image, $"ls -p {Entries}").Split('\n').Select(line => line.Split('/')).Where(fields => fields.Length > 5).Select(fields => fields[5]);
        var entry = names.Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
            .Select(name => Parse(Debugfs(image, $"cat {Entries}/{name}")))
            .MaxBy(keys => int.Parse(keys["version"], null))!;
        return new BootEntry(Copy("linux"), Copy("initrd"), entry["options"]);

        string Copy(string key)
        {
            var copy = Path.Combine(directory, key);
            Debugfs(image, $"dump /boot{entry[key]} {copy}");
            return copy;
        }
    }

    private static Dictionary<string, string> Parse(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 2))
        .ToDictionary(words => words[0], words => words[1]);

    private static string Debugfs(string image, string request) => Command.Run("debugfs", "-R", request, image);
}
