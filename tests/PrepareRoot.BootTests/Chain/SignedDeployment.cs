using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// One of the deployments on <see cref="FixtureDisk.Ostree"/>; the README of the fixtures has the
/// table.
/// </summary>
/// <param name="Argument">The kernel argument that selects it.</param>
/// <param name="Directory">Its path on the disk.</param>
/// <param name="CommitObject">
/// Its commit's file, as messages name it. The signatures are in the file with the suffix
/// <c>meta</c>.
/// </param>
/// <param name="Digest">The digest of its image.</param>
public sealed record SignedDeployment(string Argument, string Directory, string CommitObject, string Digest)
{
    /// <summary>Signed.</summary>
    public static readonly SignedDeployment A = Of("testos", 1, "ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db");

    /// <summary>Signed and newer, with another tree.</summary>
    public static readonly SignedDeployment B =
        Of("testos", 0, "32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17") with { Digest = CommandLines.DigestB };

    /// <summary>Not signed.</summary>
    public static readonly SignedDeployment C = Of("unsignedos", 2, "edac4cd90547b16ce8309ede9dd3a44b3107422bd67e0b1e8db313c17e220241");

    /// <summary>Signed by another key.</summary>
    public static readonly SignedDeployment D = Of("wrongos", 3, "3865777458959f7eadb92036090aef3e88f733adbb6984f3a5c7c2b8b3e445ff");

    /// <summary>Derived by bootc: not signed, but its parent, a, is.</summary>
    public static readonly SignedDeployment E = Of("bootcos", 4, "263d4e272b7c53a6ae10ab6852cb50709a5f5597fda266f50eb357aac553d511");

    /// <summary>Signed twice: first by another key, then by the right one.</summary>
    public static readonly SignedDeployment F = Of("multisigos", 5, "dba9c462aa507bd4695fd50750532a39de77519e009c07d73711b0846489905a");

    /// <summary>Signed, with no digest in the commit.</summary>
    public static readonly SignedDeployment G = Of("nodigestos", 6, "21ef220614a86c7dc5f8bb3a3d5670d55a8e7a6c8874e44ea109829988d4c402");

    private static SignedDeployment Of(string stateroot, int serial, string commit) => new(
        $"ostree=/ostree/boot.1/{stateroot}/e26e5fb244aa25f59d4ef273f2183d1a15827715851d1d986736481190469484/{serial}",
        $"ostree/deploy/{stateroot}/deploy/{commit}.0",
        $"/sysroot/ostree/repo/objects/{commit[..2]}/{commit[2..]}.commit",
        CommandLines.DigestA);
}
