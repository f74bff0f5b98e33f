using System;
using System.Collections.Generic;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>The requirements on an image. They are known before the image is opened.</summary>
/// <param name="Digests">The allowed digests. If empty, any digest is allowed.</param>
/// <param name="Source">
/// Where the requirement is from, for messages: "the kernel command line".
/// </param>
/// <param name="TrustLevel">The trust level of an image that meets the requirements.</param>
/// <param name="VerityOptional">
/// Whether an image without fs-verity is accepted. It is not verified then.
/// </param>
internal sealed record Expectation(FsVerityDigest[] Digests, string Source, TrustLevel TrustLevel, bool VerityOptional)
{
    /// <summary><see cref="Source"/> of a requirement that a signed commit makes.</summary>
    internal const string SignedCommitSource = "the signed commit";

    /// <summary>The requirement, for messages: "fs-verity", or the digests.</summary>
    public string Requirement => Digests.Length == 0 ? "fs-verity" : string.Join(" or ", Digests);

    /// <summary>Whether an image with this digest is accepted.</summary>
    public bool Accepts(FsVerityDigest digest) => Digests.Length == 0 || Array.IndexOf(Digests, digest) >= 0;

    /// <summary>
    /// Determines the requirements, and verifies the signatures that are required.
    /// </summary>
    /// <param name="disk">The disk.</param>
    /// <param name="deployment">The deployment whose image it is.</param>
    /// <param name="policy">The request.</param>
    /// <param name="keys">The trusted keys; null if no signature is required.</param>
    public static Result<Expectation> Of(
        Disk disk, Deployment deployment, RootPolicy policy, PublicKeys? keys)
    {
        var requests = deployment.Requested;
        if (keys is not null)
            return Signed(disk, deployment, policy, keys);
        if (requests.Length > 0)
            return new Expectation(DigestsOf(requests), "the kernel command line", TrustLevel.CommandLine, requests[0].VerityOptional);
        return policy.Composefs >= ComposefsMode.Verity
            ? new Expectation([], "composefs.enabled = " + policy.Composefs.Name(), TrustLevel.Integrity, VerityOptional: false)
            : new Expectation([], "", TrustLevel.Unverified, VerityOptional: true);
    }

    private static Result<Expectation> Signed(
        Disk disk, Deployment deployment, RootPolicy policy, PublicKeys keys)
    {
        var requests = deployment.Requested;
        if (!ArgumentSignatures.Parse(policy.Signatures).Try(out var signatures, out var malformed))
            return malformed;
        // A signed commit has a signed timestamp. A signature on the command line has none.
        var isDated = deployment.Backend.SignsCommits;
        if (policy.NotBefore is not null && !isDated)
        {
            return new Fault(
                FaultCode.TooOld, "composefs.not-before is set, but composefs.signature= on the kernel command line has no signed timestamp");
        }
        if (requests.Length > 0 && (!isDated || (policy.Signatures.Length > 0 && policy.NotBefore is null)))
            return SignedArguments(signatures, requests, keys);

        if (!SignedCommit.Read(disk, deployment.Commit, keys).Try(out var commit, out var unsigned))
            return unsigned;
        if (policy.NotBefore is { } notBefore && commit.Timestamp < notBefore)
        {
            return new Fault(
                FaultCode.TooOld,
                commit.Path + " is of " + commit.Timestamp.Text() + ", composefs.not-before is " + notBefore.Text() + " (seconds since 1970)");
        }
        var signed = new Expectation([commit.ImageDigest], SignedCommitSource, TrustLevel.Signature, VerityOptional: false);
        if (requests.Length == 0)
            return signed;
        var requested = new Expectation(DigestsOf(requests), "the kernel command line", TrustLevel.CommandLine, VerityOptional: false);
        return requested.Accepts(commit.ImageDigest)
            ? signed
            : new Fault(
                FaultCode.ImageDigestDiffers,
                commit.Path + ": " + requested.Source + " requires " + requested.Requirement + ", but the signed commit names " + commit.ImageDigest);
    }

    // Of several digests, only those with a valid signature are allowed.
    private static Result<Expectation> SignedArguments(ArgumentSignatures signatures, ImageRequest[] requests, PublicKeys keys)
    {
        Fault? unsigned = null;
        var digests = new List<FsVerityDigest>();
        foreach (var request in requests)
        {
            var fault = signatures.Verify(request.Digest, keys);
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
}
