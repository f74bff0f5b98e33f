using System;
using System.IO;
using System.Net.Sockets;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string ImageA = CommandLines.DeploymentA + "/.ostree.cfs";
    private const string ImagePlace = "sysroot/" + ImageA;

    private const string NoImage = "0000000000000000000000000000000000000000000000000000000000000000";

    // The image.
    private static BadInput[] Images() =>
    [
        new("no image of that name", FaultCode.ImageMissing, $"/sysroot/composefs/images/{NoImage}: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + NoImage,
        },
        new("an image link that leads nowhere", FaultCode.ImageMissing, $"/sysroot/{ImageLink}: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => ReplaceByLink(machine, ImageLink, "../objects/none"),
        },
        new("a deployment without an image", FaultCode.ImageMissing, $"/{ImagePlace}: No such file or directory") { Damage = Replace(":") },
        new("an image that is a directory", FaultCode.ImageNotRegular, $"/{ImagePlace} must be a regular file, but is a directory")
        {
            Damage = Replace("mkdir \"$image\""),
        },
        new("an image that is a FIFO", FaultCode.ImageNotRegular, "must be a regular file, but is a FIFO") { Damage = Replace("mkfifo \"$image\"") },
        new("an image that is a character device", FaultCode.ImageNotRegular, "must be a regular file, but is a character device")
        {
            Damage = Replace("mknod \"$image\" c 5 0"),
        },
        new("an image that is a block device", FaultCode.ImageNotRegular, "must be a regular file, but is a block device")
        {
            Damage = Replace("mknod \"$image\" b 7 0"),
        },
        new("an image that is a socket", FaultCode.ImageNotRegular, "must be a regular file, but is a socket")
        {
            Damage = machine =>
            {
                // The path in a socket's address must be short.
                using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(machine.PathInSysroot("s")));
                Replace("mv sysroot/s \"$image\"")(machine);
            },
        },
        new("an image that is a link", FaultCode.PathRefused, $"/{ImagePlace} has a symbolic link where none is allowed")
        {
            Damage = Replace("mv \"$image.old\" sysroot/i; ln -s /i \"$image\""),
        },
        new("an image that is empty", FaultCode.ImageMalformed, $"/{ImagePlace} is empty") { Damage = Replace("touch \"$image\"") },
        new("an image of a few bytes", FaultCode.ImageMalformed, $"/{ImagePlace} is too short for an EROFS image: it has 100 bytes")
        {
            Damage = Replace("head -c 100 \"$image.old\" >\"$image\""),
        },
        new("an image that is truncated", FaultCode.ImageMalformed, "its superblock gives a size of 86016 bytes, but the file has 86015")
        {
            Damage = Replace("head -c 86015 \"$image.old\" >\"$image\""),
        },
        new("an image that is not EROFS", FaultCode.ImageMalformed, "at offset 1024 there is 0x00000000 instead of the magic number 0xe0f5e1e2")
        {
            Damage = Replace("truncate -s 86016 \"$image\""),
        },
        new("an image that the kernel does not take", FaultCode.MountFailed, "mount the image: erofs, ro")
        {
            // The magic number is right, but the superblock is not: feature_incompat, at its offset
            // 80.
            Damage = Replace("cp \"$image.old\" \"$image\"; printf '\\377\\377\\377\\377' | dd of=\"$image\" bs=1 seek=1104 conv=notrunc status=none"),
        },
        new("an image of which the kernel can't read the superblock", FaultCode.ImageDamaged, "mount the image: erofs, ro") { Inject = "fsconfig:error=EIO:when=2+" },
        new("an image whose root directory is damaged", FaultCode.ImageDamaged, "/var of the new root can't be opened: Structure needs cleaning")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => DamageRootDirectory(machine.PathInSysroot(ImageLink)),
        },
        new("no fs-verity where the configuration asks for it", FaultCode.ImageWithoutVerity, $"/{ImagePlace}: composefs.enabled = verity requires fs-verity, but its file system, or this kernel, has no fs-verity")
        {
            Configuration = "[composefs]\nenabled = verity\n",
        },
        new("no fs-verity where the command line names a digest", FaultCode.ImageWithoutVerity, $"the kernel command line requires sha256:{CommandLines.Sha256V1}, but")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=" + CommandLines.Sha256V1,
        },
        new("no fs-verity on a deployment of which the command line names the digest", FaultCode.ImageWithoutVerity, $"the kernel command line requires sha256:{CommandLines.DigestA}, but")
        {
            CommandLine = CommandLines.OstreeA + " composefs=" + CommandLines.DigestA,
        },
    ];

    // Clears the offset of the first name in each block of the image's root directory
    // (erofs_fs.h: struct erofs_super_block, erofs_inode_compact, erofs_inode_extended, erofs_dirent).
    private static void DamageRootDirectory(string path)
    {
        const int blockSize = 4096, superblock = 1024, slot = 32, nameOffset = 8;
        var image = File.ReadAllBytes(path);
        var inode = (BitConverter.ToInt32(image, superblock + 40) * blockSize) + (BitConverter.ToUInt16(image, superblock + 14) * slot);
        var inodeSize = (image[inode] & 1) == 0 ? slot : 2 * slot;
        var isInline = ((image[inode] >> 1) & 7) == 2;
        var attributes = BitConverter.ToUInt16(image, inode + 2) is var count && count > 0 ? 12 + (4 * (count - 1)) : 0;
        var blocks = BitConverter.ToInt32(image, inode + 8) / blockSize;
        var first = BitConverter.ToInt32(image, inode + 16) * blockSize;
        for (var i = 0; i < blocks; i++)
            image.AsSpan(first + (i * blockSize) + nameOffset, sizeof(ushort)).Clear();
        if (isInline)
            image.AsSpan(inode + inodeSize + attributes + nameOffset, sizeof(ushort)).Clear();
        File.WriteAllBytes(path, image);
    }

    // The old image is renamed until its replacement exists.
    private static Action<ScratchInitramfs> Replace(string script) => machine =>
        machine.Shell($"image='{ImagePlace}'; mv \"$image\" \"$image.old\"; {script}; rm -f \"$image.old\"");
}
