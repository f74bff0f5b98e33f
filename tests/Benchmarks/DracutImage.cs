using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>An initramfs of dracut, as it makes one by default for any machine.</summary>
/// <param name="Cpio">The archive in it.</param>
/// <param name="Bytes">The size as dracut compresses it.</param>
/// <param name="BytesZstd19">The size after <c>zstd -19</c>.</param>
internal sealed record DracutImage(string Cpio, long Bytes, long BytesZstd19)
{
    private const string Script = "image.sh";

    /// <summary>The image of a system, cached.</summary>
    /// <param name="os">The system, without prepare-root.</param>
    /// <param name="what">
    /// What prepares the root: <c>ours</c>, <c>libostree</c>, or nothing (<c>without</c>).
    /// </param>
    internal static DracutImage Of(OsTree os, string what)
    {
        var ours = what == "ours" ? OsTree.OurFiles().Select(Cache.Hash) : [];
        var path = Cache.Get("bench-image-" + what, [os.Tree, Scripts.Text(Script), .. ours], path =>
        {
            Directory.CreateDirectory(path);
            File.WriteAllText(
                Path.Combine(path, "sizes"),
                Scripts.Run(Script, os.Tree, path, Checkout.File("."), what));
        });
        var sizes = File.ReadAllLines(Path.Combine(path, "sizes")).Select(line => long.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        return new DracutImage(Path.Combine(path, "cpio"), sizes[0], sizes[1]);
    }
}
