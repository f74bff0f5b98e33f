using System;
using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>Derived commits with an invalid base: the fault names the base.</summary>
public class BaseCommitTests
{
    [RequiresFact(Needs.Root)]
    public void Base_of_a_base_is_not_read()
    {
        using var repository = new Repository();
        var signed = repository.AddSigned(Repository.Commit());
        var between = repository.Add(Repository.Derived(signed));
        var derived = repository.Add(Repository.Derived(between));

        Assert.True(repository.Read(between).Try(out _, out _));
        Verify(repository, derived, FaultCode.SignatureInvalid, between, ".commitmeta: No such file or directory");
    }

    [RequiresFact(Needs.Root)]
    public void Base_that_is_missing_is_a_fault()
    {
        using var repository = new Repository();
        var missing = new string('4', 64);

        Verify(repository, repository.Add(Repository.Derived(missing)), FaultCode.DeploymentMissing, missing, ".commit: No such file or directory");
    }

    [RequiresFact(Needs.Root)]
    public void Base_without_signatures_is_a_fault()
    {
        using var repository = new Repository();
        var unsigned = repository.Add(Repository.Commit());

        Verify(repository, repository.Add(Repository.Derived(unsigned)), FaultCode.SignatureInvalid, unsigned, ".commitmeta: No such file or directory");
    }

    [RequiresFact(Needs.Root)]
    public void Base_signed_by_an_unknown_key_is_a_fault()
    {
        using var repository = new Repository();
        var commit = Repository.Commit();
        var strange = repository.Add(commit, Repository.SignedBy(commit, TestKeys.Stranger));

        Verify(
            repository, repository.Add(Repository.Derived(strange)), FaultCode.SignatureInvalid, strange,
            ".commitmeta: none of its 1 Ed25519 signatures is by a key of keys");
    }

    [RequiresFact(Needs.Root)]
    public void Commit_that_names_itself_as_its_base_does_not_have_its_checksum()
    {
        // No known commit has its own checksum as its parent, so a disk can't have a real cycle.
        using var repository = new Repository();
        var own = new string('5', 64);
        var path = Repository.PathOf(own) + ".commit";
        repository.Disk.Write(path, Repository.Derived(own));

        Assert.False(repository.Read(own).Try(out _, out var fault));
        Assert.Equal(FaultCode.CommitMalformed, fault.Code);
        Assert.StartsWith(repository.Disk[path] + ": its SHA-256 should be its name, but is ", fault.Cause);
    }

    [RequiresFact(Needs.Root)]
    public void Base_with_the_content_of_another_commit_is_a_fault()
    {
        using var repository = new Repository();
        var original = repository.AddSigned(Repository.Commit());
        var derived = repository.Add(Repository.Derived(original));
        File.WriteAllBytes(repository.Disk[Repository.PathOf(original) + ".commit"], Repository.Commit(digest: new byte[32]));

        Assert.False(repository.Read(derived).Try(out _, out var fault));
        Assert.Equal(FaultCode.CommitMalformed, fault.Code);
        Assert.Contains(": its SHA-256 should be its name, but is ", fault.Cause, StringComparison.Ordinal);
    }

    private static void Verify(Repository repository, string read, FaultCode code, string about, string problem)
    {
        Assert.False(repository.Read(read).Try(out _, out var fault));
        Assert.Equal(new Fault(code, repository.Disk[Repository.PathOf(about)] + problem), fault);
    }
}
