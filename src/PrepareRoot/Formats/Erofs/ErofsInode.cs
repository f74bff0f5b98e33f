using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// An inode of an image: <c>struct erofs_inode_compact</c> or <c>erofs_inode_extended</c> of
/// <c>fs/erofs/erofs_fs.h</c>.
/// </summary>
/// <param name="Nid">Its number, by which directories name it: its place in units of 32 bytes.</param>
/// <param name="Offset">Where it is in the image.</param>
/// <param name="HeaderSize">How many bytes it has before its extended attributes: 32 or 64.</param>
/// <param name="XattrSize">How many bytes its extended attributes have.</param>
/// <param name="Layout">Where its data is.</param>
/// <param name="DataField">
/// The start of the data in blocks, the format of the chunks, or the device number: <c>i_u</c>.
/// </param>
/// <param name="Mode">Type and permissions: <c>st_mode</c>.</param>
/// <param name="Owner">The user ID.</param>
/// <param name="Group">The group ID.</param>
/// <param name="LinkCount">How many names it says that it has.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ModifiedSeconds">When it was modified, in seconds since 1970.</param>
/// <param name="ModifiedNanoseconds">And nanoseconds.</param>
internal readonly record struct ErofsInode(
    ulong Nid,
    ulong Offset,
    int HeaderSize,
    int XattrSize,
    ErofsLayout Layout,
    uint DataField,
    ushort Mode,
    uint Owner,
    uint Group,
    uint LinkCount,
    ulong Size,
    long ModifiedSeconds,
    uint ModifiedNanoseconds)
{
    private const int TypeMask = 0xf000;

    /// <summary>The file type.</summary>
    public FileType Type => (FileType)(Mode & TypeMask);

    /// <summary>Whether it is a device node.</summary>
    public bool IsDevice => Type is FileType.CharacterDevice or FileType.BlockDevice;

    /// <summary>
    /// The number of a device node, packed as the kernel's <c>new_encode_dev</c> does; 0 for any
    /// other type.
    /// </summary>
    public uint PackedDevice => IsDevice ? DataField : 0;

    /// <summary>The number of a device node.</summary>
    public DeviceNumber Device => new((PackedDevice & 0xfff00) >> 8, (PackedDevice & 0xff) | ((PackedDevice >> 12) & 0xfff00));

    /// <summary>Whether it is an overlayfs whiteout: a character device 0:0.</summary>
    public bool IsWhiteout => Type == FileType.CharacterDevice && DataField == 0;

    /// <summary>Whether it has content in the image: types that have any, with a flat layout.</summary>
    public bool IsFlat => Type is FileType.Regular or FileType.Directory or FileType.SymbolicLink && Layout != ErofsLayout.ChunkBased;

    /// <summary>Where the data after the inode begins: the tail or the table of chunks.</summary>
    internal ulong TailOffset => Offset + (ulong)HeaderSize + (ulong)XattrSize;
}
