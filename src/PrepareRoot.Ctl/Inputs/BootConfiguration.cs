using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Initramfs;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>Where the configuration and the keys are read from.</summary>
/// <param name="Kind">One of the constants.</param>
/// <param name="Path">The directory or the image.</param>
/// <param name="Files">The files in it.</param>
internal sealed record BootConfiguration(string Kind, string Path, IInitramfsFiles Files)
{
    // Where every generator of an initramfs puts it.
    private const string BootProgram = "/usr/lib/prepare-root/prepare-root";

    /// <summary>The files of the running system. Those of its initramfs may differ.</summary>
    internal const string System = "system";

    /// <summary>The files of a tree (<c>--config-root</c>).</summary>
    internal const string Tree = "tree";

    /// <summary>The files in the image of an initramfs.</summary>
    internal const string Initramfs = "initramfs";

    /// <summary>What is to be said if the boot program is not among them; null if it is.</summary>
    internal string? WithoutProgram => Files is InitramfsImage image && !image.Has(BootProgram)
        ? "the initramfs has no " + BootProgram + ": prepare-root does not run in it"
        : null;

    /// <summary>The files of the running system.</summary>
    internal static BootConfiguration OfSystem() => new(System, "/", new InitramfsDirectory(null));

    /// <summary>The files of a tree.</summary>
    internal static BootConfiguration OfTree(string root) =>
        root.TrimEnd('/') is { Length: > 0 } tree ? new(Tree, tree, new InitramfsDirectory(tree)) : OfSystem();

    /// <summary>The files in the images of an initramfs.</summary>
    internal static BootConfiguration OfInitramfs(IReadOnlyList<ImagePart> images) =>
        new(Initramfs, string.Join(' ', images.Select(image => image.Path)), InitramfsImage.Read(images));
}
