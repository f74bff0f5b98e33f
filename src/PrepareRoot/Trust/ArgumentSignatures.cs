using System;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Trust;

/// <summary>
/// The kernel arguments <c>composefs.signature=</c>: base64 of an Ed25519 signature over the
/// <see cref="FormattedDigest"/> of a digest on the command line. The argument may be given several
/// times, for several digests. A digest needs one signature that verifies.
/// </summary>
internal sealed class ArgumentSignatures
{
    private readonly byte[][] _signatures;

    private ArgumentSignatures(byte[][] signatures) => _signatures = signatures;

    /// <summary>Decodes the values of all the arguments.</summary>
    /// <returns>
    /// The signatures; may be empty. <see cref="FaultCode.KernelArgumentMalformed"/> if any value is
    /// malformed: in any order, whether or not another one verifies, and even if none is needed.
    /// </returns>
    public static Result<ArgumentSignatures> Parse(string[] values)
    {
        var signatures = new byte[values.Length][];
        for (var i = 0; i < values.Length; i++)
        {
            if (Base64Text.Decode(Encoding.UTF8.GetBytes(values[i]), Sodium.SignatureSize) is not { } signature)
            {
                return new Fault(
                    FaultCode.KernelArgumentMalformed,
                    RootPolicy.SignatureArgument + "= must be the base64 of a 64-byte signature, but is " + OffendingText.Quote(values[i]));
            }
            signatures[i] = signature;
        }
        return new ArgumentSignatures(signatures);
    }

    /// <summary>
    /// Verifies that one of the signatures is by one of the keys over the digest. Returns null, or
    /// the fault.
    /// </summary>
    public Fault? Verify(FsVerityDigest digest, PublicKeys keys)
    {
        if (_signatures.Length == 0)
        {
            return new Fault(
                FaultCode.SignatureInvalid,
                "composefs.enabled = signed requires composefs.signature= for the digest " + digest + ", but the kernel command line has none");
        }
        var message = FormattedDigest.Of(digest);
        return Array.Exists(_signatures, signature => keys.Verify(signature, message))
            ? null
            : new Fault(
                FaultCode.SignatureInvalid,
                "no composefs.signature= on the kernel command line is a signature over the digest " + digest + " by a key of " + keys.Path);
    }
}
