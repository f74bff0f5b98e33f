using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// The kernel argument <c>composefs.signature=</c>: base64 of an Ed25519 signature over the
/// <see cref="FormattedDigest"/> of a digest on the command line. It may be given several times,
/// for several digests. A digest needs one signature that verifies.
/// </summary>
internal static class ArgumentSignatures
{
    /// <summary>
    /// Verifies that one of the signatures is by one of the keys over the digest. Returns null, or
    /// the fault.
    /// </summary>
    public static Fault? Verify(FsVerityDigest digest, string[] signatures, PublicKeys keys)
    {
        if (signatures.Length == 0)
        {
            return new Fault(
                FaultCode.SignatureInvalid,
                "composefs.enabled = signed requires composefs.signature= for the digest " + digest + ", but the kernel command line has none");
        }
        var message = FormattedDigest.Of(digest);
        var isSigned = false;
        foreach (var text in signatures)
        {
            if (Base64Text.Decode(Encoding.UTF8.GetBytes(text), Sodium.SignatureSize) is not { } signature)
            {
                return new Fault(
                    FaultCode.KernelArgumentMalformed,
                    RootPolicy.SignatureArgument + "= must be the base64 of a 64-byte signature, but is " + OffendingText.Quote(text));
            }
            isSigned |= keys.Verify(signature, message);
        }
        return isSigned
            ? null
            : new Fault(
                FaultCode.SignatureInvalid,
                "no composefs.signature= on the kernel command line is a signature over the digest " + digest + " by a key of " + keys.Path);
    }
}
