using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Initramfs;

/// <summary>
/// Remembers what a boot read from its initramfs: the configuration and the keys. A soft reboot has
/// no initramfs, and verifies the next root by them.
/// </summary>
/// <param name="initramfs">Where the files are read from.</param>
internal sealed class KeptInitramfs(IInitramfsFiles initramfs) : IInitramfsFiles
{
    private readonly List<(string Path, byte[] Content)> _files = [];

    /// <inheritdoc/>
    public Result<InitramfsFile> Read(string path, int bound)
    {
        var read = initramfs.Read(path, bound);
        if (read.Try(out var file, out _) && file.Content is { } content)
            _files.Add((path, content));
        return read;
    }

    /// <summary>
    /// The content of <c>/run/prepare-root/initramfs.json</c>: a member for each file that was there.
    /// Its name is the path in the initramfs, its value is the content. The parsers take no file that
    /// is not UTF-8.
    /// </summary>
    public byte[] ToJson()
    {
        var json = new JsonObject();
        foreach (var (path, content) in _files)
            json.Add(path, Encoding.UTF8.GetString(content));
        return Encoding.UTF8.GetBytes(json.ToString());
    }
}
