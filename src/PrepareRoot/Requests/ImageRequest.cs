using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>A composefs image that the kernel command line names.</summary>
/// <param name="Digest">The fs-verity digest that the image file must have.</param>
/// <param name="VerityOptional">
/// With <c>?</c>: an image on a file system without fs-verity will do, and nobody vouches for its
/// content.
/// </param>
internal readonly record struct ImageRequest(FsVerityDigest Digest, bool VerityOptional);
