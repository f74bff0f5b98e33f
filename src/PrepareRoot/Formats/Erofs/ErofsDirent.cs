using System;

namespace PrepareRoot.Formats;

/// <summary>
/// A name in a directory: <c>struct erofs_dirent</c> of <c>fs/erofs/erofs_fs.h</c>.
/// </summary>
/// <param name="Nid">The number of its inode.</param>
/// <param name="Type">The type of its inode, <c>EROFS_FT_…</c>; 0 if it is not known.</param>
/// <param name="Name">The name.</param>
/// <param name="Offset">Where it is in the image.</param>
internal readonly record struct ErofsDirent(ulong Nid, byte Type, ReadOnlyMemory<byte> Name, ulong Offset);
