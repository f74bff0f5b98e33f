using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>
/// Writes an archive that the kernel unpacks as its initramfs: cpio "newc", as in the kernel's
/// <c>Documentation/driver-api/early-userspace/buffer-format.rst</c>. It is not compressed, because
/// emulated machines read faster than they decompress.
/// </summary>
/// <param name="stream">Where it is written to.</param>
public sealed class CpioArchive(Stream stream) : IDisposable
{
    private const uint S_IFDIR = 0x4000;
    private const uint S_IFREG = 0x8000;
    private const uint S_IFLNK = 0xA000;
    private const int Alignment = 4;

    private readonly HashSet<string> _directories = [];
    private uint _inode;

    /// <summary>Adds a directory, and those above it, unless they are there.</summary>
    public void AddDirectory(string path)
    {
        path = path.Trim('/');
        if (path.Length == 0 || !_directories.Add(path))
            return;
        AddParent(path);
        Write(path, S_IFDIR | 0x1ED /* 0755 */, []);
    }

    /// <summary>Adds a file, and the directories above it.</summary>
    /// <param name="path">Its path in the archive.</param>
    /// <param name="content">Its content.</param>
    /// <param name="executable">0755, not 0644.</param>
    public void AddFile(string path, ReadOnlySpan<byte> content, bool executable = false)
    {
        AddParent(path);
        Write(path, S_IFREG | (executable ? 0x1EDu : 0x1A4u), content);
    }

    /// <summary>Adds a symbolic link, and the directories above it.</summary>
    public void AddLink(string path, string target)
    {
        AddParent(path);
        Write(path, S_IFLNK | 0x1FF, Encoding.UTF8.GetBytes(target));
    }

    /// <summary>Ends the archive.</summary>
    public void Dispose()
    {
        Write("TRAILER!!!", 0, []);
        stream.Flush();
    }

    private void AddParent(string path) => AddDirectory(Path.GetDirectoryName(path.Trim('/')) ?? "");

    private void Write(string path, uint mode, ReadOnlySpan<byte> content)
    {
        var name = Encoding.UTF8.GetBytes(path.Trim('/') + '\0');

        // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize
        // check
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, (uint)content.Length, 0, 0, 0, 0, (uint)name.Length, 0];
        var header = new StringBuilder("070701");
        foreach (var field in fields)
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        stream.Write(name);
        Pad(header.Length + name.Length);
        stream.Write(content);
        Pad(content.Length);
    }

    private void Pad(int written)
    {
        for (; written % Alignment != 0; written++)
            stream.WriteByte(0);
    }
}
