using System;
using System.IO;
using System.Text.Json;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Plan;

/// <summary>
/// <c>prepare-rootctl plan</c> says who signed the image. This machine's kernel has no fs-verity:
/// strace answers FS_IOC_MEASURE_VERITY, as in <see cref="EveryCall.Modes"/>.
/// </summary>
public class TrustTests
{
    private const string Tool = "prepare-rootctl";

    // Deployment e is derived from a, whose commit is signed.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("testos", "/1")]
    [InlineData("bootcos", "/4")]
    public void Signed_commit_and_the_line_of_its_key_are_named(string stateroot, string serial)
    {
        var good = File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")).Trim();
        var wrong = File.ReadAllText(Checkout.Fixture("keys/wrong.pub.b64")).Trim();

        var plan = Plan(wrong + "\n\n" + good + "\n", stateroot, serial);

        var trust = plan.GetProperty("trust");
        Assert.Equal(("signature", "/etc/keys:3"), (trust.GetProperty("level").GetString(), trust.GetProperty("key").GetString()));
        Assert.Equal("/sysroot/ostree/repo/objects/ee/9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db.commit", trust.GetProperty("commit").GetString());
        Assert.Matches("^signed commit of 20[0-9-]{8}T[0-9:]{8}Z$", trust.GetProperty("because").GetString());
        Assert.Equal("sha256:" + CommandLines.DigestA, plan.GetProperty("image").GetProperty("digest").GetString());
    }

    [RequiresFact(Needs.Mounts)]
    public void Commit_that_another_key_signed_is_refused()
    {
        var plan = Plan(File.ReadAllText(Checkout.Fixture("keys/wrong.pub.b64")), "testos", "/1");

        Assert.Equal("signature-invalid", plan.GetProperty("refusal").GetProperty("code").GetString());
    }

    private static JsonElement Plan(string keys, string stateroot, string serial)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("signed") + "keypath = /etc/keys\n");
        machine.Write("/etc/keys", keys);
        machine.Install(Artifacts.Tool, "/bin/" + Tool);
        var strace = Strace.With($"ioctl:retval=0:poke_exit=@arg3=01002000{CommandLines.DigestA}:when=3");
        var link = CommandLines.LinksA.Replace("testos", stateroot, StringComparison.Ordinal) + serial;
        var result = machine.RunBy(strace, Tool, "plan", "--json", "--sysroot", "/sysroot", "--cmdline", "ostree=/" + link);
        Assert.Equal("", result.Error);
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
