using System;
using System.Linq;
using System.Text;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>The tests' own keys.</summary>
public static class TestKeys
{
    /// <summary>The seed of a key that is trusted.</summary>
    public static readonly byte[] First = Sodium.Sha256("first"u8);

    /// <summary>The seed of another trusted key.</summary>
    public static readonly byte[] Second = Sodium.Sha256("second"u8);

    /// <summary>The seed of a key that is not trusted.</summary>
    public static readonly byte[] Stranger = Sodium.Sha256("stranger"u8);

    /// <summary>The trusted public keys.</summary>
    internal static readonly PublicKeys Trusted = Parse(First, Second);

    private static PublicKeys Parse(params byte[][] seeds)
    {
        var file = string.Join('\n', seeds.Select(seed => Convert.ToBase64String(Sodium.PublicKeyOf(seed))));
        return PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(file)).Try(out var keys, out var fault)
            ? keys
            : throw new InvalidOperationException(fault.Cause);
    }
}
