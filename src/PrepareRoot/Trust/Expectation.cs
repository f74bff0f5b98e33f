using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>What an image has to be, before it is looked at.</summary>
/// <param name="Digests">The digests one of which it must have; none: any will do.</param>
/// <param name="Source">Who says so, for the message: "the kernel command line".</param>
/// <param name="TrustLevel">What may be said of an image that meets it.</param>
/// <param name="VerityOptional">Whether one without fs-verity is taken, unverified.</param>
internal sealed record Expectation(FsVerityDigest[] Digests, string Source, TrustLevel TrustLevel, bool VerityOptional)
{
    /// <summary>What it asks for, for the message.</summary>
    public string What => Digests.Length == 0 ? "fs-verity" : string.Join(" or ", Digests);

    /// <summary>Whether an image with this digest will do.</summary>
    public bool IsMetBy(FsVerityDigest digest) => Digests.Length == 0 || Array.IndexOf(Digests, digest) >= 0;

    /// <summary>Finds out. Where signatures are asked for, they are verified here.</summary>
    /// <param name="sysroot">The disk.</param>
    /// <param name="deployment">Whose image.</param>
    /// <param name="policy">What is asked for.</param>
    /// <param name="requests">What the command line says of the image, which is to be one of them; none if it does not name it.</param>
    /// <param name="keys">The keys whose signatures count; null if none are asked for.</param>
    public static Result<Expectation> Of(
        Sysroot sysroot, Deployment deployment, RootPolicy policy, ImageRequest[] requests, PublicKeys? keys)
    {
        if (keys is not null)
            return Signed(sysroot, deployment, policy, requests, keys);
        if (requests.Length > 0)
            return new Expectation(DigestsOf(requests), "the kernel command line", TrustLevel.CommandLine, requests[0].VerityOptional);
        return policy.Composefs >= ComposefsMode.Verity
            ? new Expectation([], "composefs.enabled = " + policy.Composefs.Name(), TrustLevel.Integrity, VerityOptional: false)
            : new Expectation([], "", TrustLevel.Unverified, VerityOptional: true);
    }

    private static Result<Expectation> Signed(
        Sysroot sysroot, Deployment deployment, RootPolicy policy, ImageRequest[] requests, PublicKeys keys)
    {
        // Nothing on the command line says when it was signed; a commit does.
        var isDated = deployment.Backend == Backend.Ostree;
        if (policy.NotBefore is not null && !isDated)
        {
            return new Fault(
                FaultCode.TooOld, "composefs.not-before is set, but composefs.signature= on the kernel command line has no date that is signed with it");
        }
        if (requests.Length > 0 && (!isDated || (policy.Signatures.Length > 0 && policy.NotBefore is null)))
            return SignedArguments(policy, requests, keys);

        if (!SignedCommit.Read(sysroot, deployment.Commit, keys).Try(out var commit, out var unsigned))
            return unsigned;
        if (policy.NotBefore is { } notBefore && commit.Timestamp < notBefore)
        {
            return new Fault(
                FaultCode.TooOld,
                commit.Path + " is of " + Seconds(commit.Timestamp) + ", composefs.not-before is " + Seconds(notBefore) + " (seconds since 1970)");
        }
        var signed = new Expectation([commit.ImageDigest], "the signed commit", TrustLevel.Signature, VerityOptional: false);
        if (requests.Length == 0)
            return signed;
        var asked = new Expectation(DigestsOf(requests), "the kernel command line", TrustLevel.CommandLine, VerityOptional: false);
        return asked.IsMetBy(commit.ImageDigest)
            ? signed
            : new Fault(
                FaultCode.ImageDigestDiffers,
                commit.Path + ": " + asked.Source + " asks for " + asked.What + ", the signed commit names " + commit.ImageDigest);
    }

    // Of several digests those count that somebody signed.
    private static Result<Expectation> SignedArguments(RootPolicy policy, ImageRequest[] requests, PublicKeys keys)
    {
        Fault? unsigned = null;
        var digests = new List<FsVerityDigest>();
        foreach (var request in requests)
        {
            var fault = ArgumentSignatures.Verify(request.Digest, policy.Signatures, keys);
            if (fault is null)
                digests.Add(request.Digest);
            else
                unsigned ??= fault;
        }
        return digests.Count > 0
            ? new Expectation(digests.ToArray(), "the signed kernel command line", TrustLevel.Signature, VerityOptional: false)
            : unsigned!;
    }

    private static FsVerityDigest[] DigestsOf(ImageRequest[] requests) => Array.ConvertAll(requests, request => request.Digest);

    private static string Seconds(ulong seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
