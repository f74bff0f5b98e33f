using System;
using PrepareRoot.Faults;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>Something in a repository that claims to be signed.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Fault">How it is refused; null if it is trusted.</param>
/// <param name="Cause">What the refusal says. <c>{0}</c> in it stands for the path of the commit that <paramref name="Make"/> names, without <c>.commit</c>.</param>
/// <param name="Make">Puts it there, and names the commit to read.</param>
internal sealed record SignedCase(string Title, FaultCode? Fault, string Cause, Func<Repository, string> Make);
