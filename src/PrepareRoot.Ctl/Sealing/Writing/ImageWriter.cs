using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Writes composefs images: its header, an EROFS superblock (<c>fs/erofs/erofs_fs.h</c> of Linux), and
/// what the layout says.
/// </summary>
internal static class ImageWriter
{
    // struct lcfs_erofs_header_s of libcomposefs's lcfs-erofs.h: magic, version, flags,
    // composefs_version.
    private const uint ComposefsMagic = 0xd078629a;
    private const uint HeaderVersion = 1;
    private const uint HasAcl = 1;

    private const ulong SuperblockOffset = 1024;
    private const uint ErofsMagic = 0xe0f5e1e2;

    // EROFS_FEATURE_COMPAT_MTIME and EROFS_FEATURE_COMPAT_XATTR_FILTER.
    private const uint CompatibleFeatures = 2 | 4;

    /// <summary>Writes an image. It adds what the format needs to the tree.</summary>
    /// <param name="root">The root directory of the tree.</param>
    /// <param name="format">The format.</param>
    /// <param name="algorithm">The hash of the digest.</param>
    /// <param name="write">Receives the image.</param>
    /// <returns>The digest of the image.</returns>
    internal static FsVerityDigest Write(ImageFile root, ImageFormat format, FsVerityAlgorithm algorithm, ImageOutput.Part write)
    {
        var layout = new ImageLayout(root, format);
        var output = new ImageOutput(new FsVerityTree(algorithm), write);
        WriteSuperblock(layout, output);
        for (var i = 0; i < layout.Files.Count; i++)
        {
            var file = layout.Files[i];
            output.FillTo(file.Nid * ImageLayout.NidUnit);
            new ImageInode(file, layout).WriteTo(output, format == ImageFormat.V1 ? (uint)i : (uint)file.Nid);
        }
        output.AlignTo(ImageLayout.NidUnit);
        layout.Shared.WriteTo(output);
        output.AlignTo(ImageLayout.BlockSize);
        foreach (var file in layout.Files)
        {
            if (file.Type is FileType.Directory or FileType.SymbolicLink)
                new ImageInode(file, layout).WriteBlocks(output);
        }
        return output.Finish();
    }

    private static void WriteSuperblock(ImageLayout layout, ImageOutput output)
    {
        output.Add(ComposefsMagic);
        output.Add(HeaderVersion);
        output.Add(layout.Format == ImageFormat.V1 && layout.Files.Any(file => file.Xattrs.Any(xattr => xattr.IsAcl)) ? HasAcl : 0);
        output.Add((uint)layout.Format);

        // struct erofs_super_block
        output.FillTo(SuperblockOffset);
        output.Add(ErofsMagic);
        output.Add(0u);
        output.Add(CompatibleFeatures);
        output.Add((byte)ImageLayout.BlockBits);
        output.Add((byte)0);
        output.Add((ushort)(ImageLayout.FirstInode / ImageLayout.NidUnit));
        output.Add((ulong)layout.Files.Count);
        output.Add((ulong)layout.BuildTime.Seconds);
        output.Add(layout.BuildTime.Nanoseconds);
        output.Add(layout.Blocks);
        output.Add(0u);
        output.Add(layout.SharedBlock);
        output.FillTo(ImageLayout.FirstInode);
    }
}
