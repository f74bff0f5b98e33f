using System;
using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>A file of any type in an initramfs.</summary>
/// <param name="type">Its type.</param>
internal sealed class ArchivedFile(FileType type)
{
    /// <summary>Its type.</summary>
    internal FileType Type { get; } = type;

    /// <summary>The entries of a directory.</summary>
    internal Dictionary<string, ArchivedFile> Entries { get; } = new(type == FileType.Directory ? 4 : 0, StringComparer.Ordinal);

    /// <summary>The target of a symbolic link.</summary>
    internal string Target { get; init; } = "";

    /// <summary>The device that a device node represents.</summary>
    internal DeviceNumber Device { get; init; }

    /// <summary>
    /// The number of the record in the archives that has its content; 0: it is empty.
    /// </summary>
    internal long Record { get; set; }

    /// <summary>The size of a regular file.</summary>
    internal uint Size { get; set; }

    /// <summary>The content, if it was kept.</summary>
    internal byte[]? Content { get; set; }

    /// <summary>Whether it is <c>/dev/null</c> by any name.</summary>
    internal bool IsNullDevice => (default(FileStatus) with { Type = Type, SpecialDevice = Device }).IsNullDevice;

    /// <summary>Its type for messages: "a directory".</summary>
    internal string TypeText => (default(FileStatus) with { Type = Type }).TypeText;
}
