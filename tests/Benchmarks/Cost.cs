namespace PrepareRoot.Benchmarks;

/// <summary>What of the boot program has a limit.</summary>
/// <param name="Megabytes">Its file.</param>
/// <param name="MegabytesCompressed">Its file after <c>zstd -19</c>.</param>
/// <param name="MegabytesOfMemory">Its peak during a whole mount.</param>
internal sealed record Cost(double Megabytes, double MegabytesCompressed, double MegabytesOfMemory);
