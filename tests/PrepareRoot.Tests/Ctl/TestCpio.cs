using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// Writes a cpio archive "newc" with any record, also such as <c>CpioArchive</c> doesn't write.
/// </summary>
internal sealed class TestCpio
{
    private const uint Directory = 0x41ed;
    private const uint Regular = 0x81a4;
    private const uint Link = 0xa1ff;
    private const uint Fifo = 0x11a4;

    private readonly List<byte> _archive = [];
    private uint _inode = 1;

    /// <summary>Adds a directory.</summary>
    internal TestCpio AddDirectory(string name) => Add(name, Directory, "");

    /// <summary>Adds a regular file.</summary>
    internal TestCpio AddFile(string name, string content) => Add(name, Regular, content);

    /// <summary>Adds a name of a regular file with two.</summary>
    internal TestCpio AddHardLink(string name, string content)
    {
        Write(name, 1, Regular, 2, Encoding.UTF8.GetBytes(content));
        return this;
    }

    /// <summary>Adds a symbolic link.</summary>
    internal TestCpio AddLink(string name, string target) => Add(name, Link, target);

    /// <summary>Adds a FIFO.</summary>
    internal TestCpio AddFifo(string name) => Add(name, Fifo, "");

    /// <summary>The archive, with its end.</summary>
    internal byte[] ToArray()
    {
        Write("TRAILER!!!", 0, 0, 1, []);
        return [.. _archive];
    }

    private TestCpio Add(string name, uint mode, string content)
    {
        Write(name, ++_inode, mode, 1, Encoding.UTF8.GetBytes(content));
        return this;
    }

    private void Write(string name, uint inode, uint mode, uint links, byte[] content)
    {
        var bytes = Encoding.UTF8.GetBytes(name + '\0');
        var header = "070701";
        foreach (var field in (uint[])[inode, mode, 0, 0, links, 0, (uint)content.Length, 0, 0, 0, 0, (uint)bytes.Length, 0])
            header += field.ToString("X8", CultureInfo.InvariantCulture);
        _archive.AddRange(Encoding.ASCII.GetBytes(header));
        _archive.AddRange(bytes);
        Pad();
        _archive.AddRange(content);
        Pad();
    }

    private void Pad()
    {
        while (_archive.Count % 4 != 0)
            _archive.Add(0);
    }
}
