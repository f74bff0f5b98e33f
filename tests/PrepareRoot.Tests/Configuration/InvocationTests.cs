using System;
using PrepareRoot.Configuration;
using Xunit;

namespace PrepareRoot.Tests.Configuration;

public class InvocationTests
{
    [Theory]
    [InlineData("", Purpose.Prepare, "/sysroot", null)]
    [InlineData("/new_root", Purpose.Prepare, "/new_root", null)]
    [InlineData("/sysroot|ostree=/a b", Purpose.Prepare, "/sysroot", "ostree=/a b")]
    [InlineData("--|/sysroot", Purpose.Prepare, "/sysroot", null)]
    [InlineData("--help", Purpose.Help, "/sysroot", null)]
    [InlineData("-h", Purpose.Help, "/sysroot", null)]
    [InlineData("--version", Purpose.Version, "/sysroot", null)]
    public void The_words_name_the_sysroot_and_the_command_line(string words, Purpose purpose, string sysroot, string? commandLine)
    {
        Assert.True(Invocation.Parse(words.Split('|', StringSplitOptions.RemoveEmptyEntries)).Try(out var invocation, out _));
        Assert.Equal(new Invocation(purpose, sysroot, commandLine), invocation);
    }

    [Theory]
    [InlineData("--sysroot|/x", "there is no option '--sysroot'")]
    [InlineData("-x", "there is no option '-x'")]
    [InlineData("/a|b|c", "too many arguments: SYSROOT and KERNEL_CMDLINE are all there are")]
    public void Words_that_it_does_not_have_are_a_usage_error(string words, string cause)
    {
        Assert.False(Invocation.Parse(words.Split('|')).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.Usage, cause), fault);
    }
}
