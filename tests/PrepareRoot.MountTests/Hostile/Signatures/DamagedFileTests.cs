using System;
using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>Valid files with a change at each position.</summary>
public class DamagedFileTests
{
    private static readonly byte[] _commit = Repository.Commit();
    private static readonly byte[] _metadata = Repository.SignedBy(_commit, TestKeys.First);

    [RequiresFact(Needs.Root)]
    public void Commit_that_was_truncated_is_refused_at_every_length() =>
        EachIsRefused(".commit", _commit.Length, length => _commit[..length], FaultCode.CommitMalformed);

    [RequiresFact(Needs.Root)]
    public void Commit_of_which_a_byte_was_changed_is_refused() =>
        EachIsRefused(".commit", _commit.Length, position => Flipped(_commit, position), FaultCode.CommitMalformed);

    [RequiresFact(Needs.Root)]
    public void Signatures_that_were_truncated_are_refused_at_every_length() =>
        EachIsRefused(".commitmeta", _metadata.Length, length => _metadata[..length], FaultCode.CommitMalformed, FaultCode.SignatureInvalid);

    [RequiresFact(Needs.Root)]
    public void Signatures_that_are_garbage_are_refused()
    {
        var random = new Random(3);
        EachIsRefused(".commitmeta", 500, length =>
        {
            var garbage = new byte[length];
            random.NextBytes(garbage);
            return garbage;
        }, FaultCode.CommitMalformed, FaultCode.SignatureInvalid);
    }

    [RequiresFact(Needs.Root)]
    public void Truncated_commit_is_refused_even_if_it_is_validly_signed()
    {
        using var repository = new Repository();
        for (var length = 0; length < _commit.Length; length++)
        {
            var checksum = repository.AddSigned(_commit[..length]);
            Assert.False(repository.Read(checksum).Try(out _, out var fault), $"at {length} bytes");
            Assert.Equal((length, FaultCode.CommitMalformed), (length, fault.Code));
        }
    }

    [RequiresFact(Needs.Root)]
    public void Signature_of_which_a_byte_was_changed_is_not_valid()
    {
        using var repository = new Repository();
        var checksum = repository.Add(_commit, _metadata);
        var path = repository.Disk[Repository.PathOf(checksum) + ".commitmeta"];
        var signature = _metadata.AsSpan().IndexOf(PrepareRoot.Linux.Sodium.Sign(_commit, TestKeys.First));
        for (var position = signature; position < signature + 64; position++)
        {
            File.WriteAllBytes(path, Flipped(_metadata, position));
            Assert.False(repository.Read(checksum).Try(out _, out var fault), $"byte {position}");
            Assert.Equal((position, FaultCode.SignatureInvalid), (position, fault.Code));
        }
    }

    // The unchanged file is trusted, so the change is the reason for the refusal.
    private static void EachIsRefused(string suffix, int count, Func<int, byte[]> damage, params FaultCode[] allowed)
    {
        using var repository = new Repository();
        var checksum = repository.Add(_commit, _metadata);
        Assert.True(repository.Read(checksum).Try(out _, out _));
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(repository.Disk[Repository.PathOf(checksum) + suffix], damage(i));
            Assert.False(repository.Read(checksum).Try(out _, out var fault), $"damage {i}");
            Assert.Contains(fault.Code, allowed);
        }
    }

    private static byte[] Flipped(byte[] content, int position)
    {
        byte[] flipped = [.. content];
        flipped[position] ^= 1;
        return flipped;
    }
}
