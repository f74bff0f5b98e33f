using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>What was sealed.</summary>
/// <param name="Digest">The digest of the image.</param>
/// <param name="Arguments">The kernel arguments that boot it.</param>
/// <param name="ImageSize">The size of the image, in bytes.</param>
/// <param name="Files">How many regular files the tree has.</param>
/// <param name="AddedObjects">How many objects were not there before, the image among them.</param>
/// <param name="Skipped">How many device nodes and sockets were left out.</param>
/// <param name="HasVerity">Whether the objects have fs-verity.</param>
internal sealed record SealResult(FsVerityDigest Digest, string Arguments, ulong ImageSize, int Files, int AddedObjects, int Skipped, bool HasVerity);
