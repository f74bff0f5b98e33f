using System;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The configuration in the deployment's own tree, from which its initramfs is made: <c>/etc</c> is
/// that on the disk, then that of the image; the rest is that of the image or the tree.
/// </summary>
/// <param name="etc">The directory of <c>/etc</c> on the disk; null: there is none.</param>
/// <param name="etcPath">Its path, for messages.</param>
/// <param name="files">The files of the new root.</param>
internal sealed class DeployedFiles(FileDescriptor? etc, string etcPath, RootFiles files) : IInitramfsFiles
{
    private const string Etc = "/etc/";

    /// <inheritdoc/>
    public Result<InitramfsFile> Read(string path, int bound)
    {
        var inEtc = path.StartsWith(Etc, StringComparison.Ordinal);
        if (inEtc && etc is not null && Read(new TreeRootFiles(etc), path[(Etc.Length - 1)..], etcPath + path[(Etc.Length - 1)..], bound) is { } own)
            return own;
        return Read(files, path, "deployment:" + path, bound)
            ?? (inEtc ? Read(files, "/usr" + path, "deployment:/usr" + path, bound) : null)
            ?? new InitramfsFile("deployment:" + path, null);
    }

    // Null if there is none.
    private static Result<InitramfsFile>? Read(RootFiles files, string path, string shown, int bound)
    {
        if (!files.Find(path).Try(out var file, out var fault))
            return fault;
        using (file)
        {
            if (file.Missing is Errno.ENOENT or Errno.ENOTDIR)
                return null;
            if (file.Missing != Errno.None || file.Content is not { } content || content.Size > (ulong)bound)
                return new Fault(FaultCode.InitramfsUnreadable, shown + ": " + Problem(file, bound));
            var bytes = new byte[content.Size];
            var errno = content.ReadAt(bytes, 0, out var count);
            return errno == Errno.None ? new InitramfsFile(shown, bytes[..count]) : errno.ToFault(FaultCode.InitramfsUnreadable, shown);
        }
    }

    private static string Problem(RootFile file, int bound) => file.Missing != Errno.None ? file.Missing.Message()
        : file is ObjectFile { Damage: { } damage } ? damage.Cause
        : file.Unreadable != Errno.None ? file.Unreadable.Message()
        : file.Type != FileType.Regular ? "must be a regular file, but is " + new FileStatus { Type = file.Type }.TypeText
        : "must be a file of at most " + bound.Text() + " bytes that can be read";
}
