using System;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Planning;

/// <summary>Who signed the image that a boot would mount.</summary>
/// <param name="Requirement">What is signed: "the signed commit".</param>
/// <param name="Key">
/// The file and the line of the key; the file alone if the line is unknown.
/// </param>
/// <param name="Commit">
/// The signed commit; null if the kernel command line has the signature.
/// </param>
internal sealed record Signer(string Requirement, string Key, SignedCommit? Commit)
{
    // Each costs a verification of the whole proof. More keys than this are not told apart.
    private const int MaxKeys = 64;

    /// <summary>
    /// Finds the signer: the first key that proves the image when it is the only one.
    /// </summary>
    /// <param name="boot">A boot whose image is trusted by a signature.</param>
    internal static Signer Of(PlannedBoot boot)
    {
        var (request, disk, deployment) = (boot.Request!, boot.Disk!, boot.Deployment!);
        var digest = boot.Source!.Facts.Digest!.Value;
        var path = request.Keys!.Path;
        var number = 0;
        var tried = 0;
        if (boot.Configuration!.Initramfs.Read(request.Policy.KeyPath, InitramfsConfiguration.Bound).Try(out var file, out _)
            && file.Content is { } content)
        {
            foreach (var range in content.AsSpan().Split((byte)'\n'))
            {
                number++;
                if (!PublicKeys.Parse(path, content[range]).Try(out var key, out _) || ++tried > MaxKeys)
                    continue;
                if (Expectation.Of(disk, deployment, request.Policy, key).Try(out var expectation, out _) && expectation.Accepts(digest))
                    return Of(boot, expectation, path + ":" + number.Text(), key);
            }
        }
        return new Signer("a signature", path, null);
    }

    private static Signer Of(PlannedBoot boot, Expectation expectation, string location, PublicKeys key)
    {
        var isCommit = expectation.Source == Expectation.SignedCommitSource;
        if (isCommit && SignedCommit.Read(boot.Disk!, boot.Deployment!.Commit, key).Try(out var commit, out _))
            return new Signer(expectation.Source, location, commit);
        return new Signer(expectation.Source, location, null);
    }
}
