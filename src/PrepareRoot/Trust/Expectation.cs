using System.Globalization;
using PrepareRoot.Configuration;
using PrepareRoot.Deployments;

namespace PrepareRoot.Trust;

/// <summary>What an image has to be, before it is looked at.</summary>
/// <param name="Digest">The digest that it must have; null: any.</param>
/// <param name="Source">Who says so, for the message: "the kernel command line".</param>
/// <param name="Verdict">What may be said of an image that meets it.</param>
/// <param name="VerityOptional">Whether one without fs-verity is taken, unverified.</param>
public sealed record Expectation(FsVerityDigest? Digest, string Source, Verdict Verdict, bool VerityOptional)
{
    /// <summary>Finds out. Where signatures are asked for, they are verified here.</summary>
    /// <param name="sysroot">The disk.</param>
    /// <param name="deployment">Whose image.</param>
    /// <param name="policy">What is asked for.</param>
    /// <param name="request">What the command line says of the image; null if it does not name one.</param>
    /// <param name="keys">The keys whose signatures count; null if none are asked for.</param>
    public static Result<Expectation> Of(
        Sysroot sysroot, Deployment deployment, RootPolicy policy, ImageRequest? request, PublicKeys? keys)
    {
        if (keys is not null)
            return Signed(sysroot, deployment, policy, request, keys);
        if (request is { } named)
            return new Expectation(named.Digest, "the kernel command line", Verdict.CommandLine, named.VerityOptional);
        return policy.Composefs >= ComposefsMode.Verity
            ? new Expectation(null, "composefs.enabled = " + policy.Composefs.Name(), Verdict.Integrity, VerityOptional: false)
            : new Expectation(null, "", Verdict.Unverified, VerityOptional: true);
    }

    private static Result<Expectation> Signed(
        Sysroot sysroot, Deployment deployment, RootPolicy policy, ImageRequest? request, PublicKeys keys)
    {
        // Nothing on the command line says when it was signed; a commit does.
        var isDated = deployment.Backend == Backend.Ostree;
        if (policy.NotBefore is not null && !isDated)
        {
            return new Fault(
                FaultCode.TooOld, "composefs.not-before is set, but composefs.signature= on the kernel command line has no date that is signed with it");
        }
        if (request is { } named && (!isDated || (policy.Signatures.Length > 0 && policy.NotBefore is null)))
        {
            return ArgumentSignatures.Verify(named.Digest, policy.Signatures, keys) is { } fault
                ? fault
                : new Expectation(named.Digest, "the signed kernel command line", Verdict.Signature, VerityOptional: false);
        }

        if (!SignedCommit.Read(sysroot, deployment.Commit, keys).Try(out var commit, out var unsigned))
            return unsigned;
        if (policy.NotBefore is { } notBefore && commit.Timestamp < notBefore)
        {
            return new Fault(
                FaultCode.TooOld,
                commit.Path + " is of " + Seconds(commit.Timestamp) + ", composefs.not-before is " + Seconds(notBefore) + " (seconds since 1970)");
        }
        if (request is { } asked && asked.Digest != commit.ImageDigest)
        {
            return new Fault(
                FaultCode.ImageDigestDiffers,
                commit.Path + ": the kernel command line asks for " + asked.Digest + ", the signed commit names " + commit.ImageDigest);
        }
        return new Expectation(commit.ImageDigest, "the signed commit", Verdict.Signature, VerityOptional: false);
    }

    private static string Seconds(ulong seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
