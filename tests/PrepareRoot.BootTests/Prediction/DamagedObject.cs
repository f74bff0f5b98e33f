namespace PrepareRoot.BootTests.Prediction;

/// <summary>An object that is damaged.</summary>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Script">
/// Damages it: a shell script whose arguments are the object and its size.
/// </param>
/// <param name="Code">The finding where fs-verity is required.</param>
/// <param name="CodeUnverified">
/// The finding where it is not; empty if the file has its content.
/// </param>
/// <param name="File">The file in the image that has the object.</param>
internal sealed record DamagedObject(string Name, string Script, string Code, string CodeUnverified, string File);
