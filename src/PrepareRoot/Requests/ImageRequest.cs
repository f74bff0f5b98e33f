using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>A composefs image that the kernel command line names.</summary>
/// <param name="Digest">The fs-verity digest that the image file must have.</param>
/// <param name="VerityOptional">
/// Whether the argument has a <c>?</c>: it selects an image without requiring verification. The
/// image may be on a file system without fs-verity.
/// </param>
internal readonly record struct ImageRequest(FsVerityDigest Digest, bool VerityOptional);
