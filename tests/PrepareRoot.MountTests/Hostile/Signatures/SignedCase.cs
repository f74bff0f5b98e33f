using System;
using PrepareRoot.Faults;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>A commit in a repository, with a signature that may be invalid.</summary>
/// <param name="Title">A short description.</param>
/// <param name="Fault">The fault; null if the commit is trusted.</param>
/// <param name="Cause">
/// The cause in the message. <c>{0}</c> in it stands for the path of the commit that
/// <paramref name="Make"/> names, without <c>.commit</c>.
/// </param>
/// <param name="Make">Adds it to the repository, and returns the commit to read.</param>
internal sealed record SignedCase(string Title, FaultCode? Fault, string Cause, Func<Repository, string> Make);
