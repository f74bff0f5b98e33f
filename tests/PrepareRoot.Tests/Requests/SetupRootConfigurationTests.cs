using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using Xunit;

namespace PrepareRoot.Tests.Requests;

public class SetupRootConfigurationTests
{
    private const string Path = "setup-root-conf.toml";

    [Theory]
    [InlineData("", null, null, null, false)]
    [InlineData("[root]\n[etc]\n[var]\n", null, null, null, false)]
    [InlineData("[root]\ntransient = true\n", true, null, null, false)]
    [InlineData("[root]\ntransient = false\n", false, null, null, false)]
    [InlineData("root.transient = true\netc.mount = 'overlay'", true, MountKind.Overlay, null, false)]
    [InlineData("[etc]\nmount = \"bind\"\ntransient = true\n[var]\nmount = \"none\"\ntransient = false\n", null, MountKind.Bind, MountKind.None, true)]
    [InlineData("[etc]\nmount = \"root\"\n[var]\nmount = \"volatile\"\n", null, MountKind.None, MountKind.Transient, true)]
    [InlineData("[etc]\nmount = \"transient\"\n[var]\ntransient = true\n", null, MountKind.Transient, MountKind.Transient, true)]
    [InlineData("[etc]\ntransient = true\n[var]\ntransient = false\n", null, MountKind.Transient, null, true)]
    [InlineData("[var]\nmount = \"bind\"\n", null, null, MountKind.Bind, true)]
    internal void Settings_are_read(string content, bool? rootTransient, MountKind? etcMount, MountKind? varMount, bool setsVar)
    {
        var configuration = Parse(content);

        Assert.Equal(rootTransient, configuration.RootTransient);
        Assert.Equal(etcMount, configuration.EtcMount);
        Assert.Equal(varMount, configuration.VarMount);
        Assert.Equal(setsVar, configuration.SetsVar);
        Assert.True(configuration.Warnings.IsEmpty);
    }

    [Fact]
    public void Default_is_an_empty_file()
    {
        Assert.Null(SetupRootConfiguration.Default.RootTransient);
        Assert.Null(SetupRootConfiguration.Default.EtcMount);
        Assert.Null(SetupRootConfiguration.Default.VarMount);
        Assert.False(SetupRootConfiguration.Default.SetsVar);
    }

    [Theory]
    [InlineData("[root]\ntransient = 1", "2:13: root.transient must be true or false, but is '1'")]
    [InlineData("[root]\ntransient = \"true\"", "2:13: root.transient must be true or false, but is the string 'true'")]
    [InlineData("[etc]\n  transient = 'x'", "2:15: etc.transient must be true or false, but is the string 'x'")]
    [InlineData("[var.transient]", "1:2: var.transient must be true or false, but is a table")]
    [InlineData("[etc]\nmount = true", "2:9: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is 'true'")]
    [InlineData("[etc]\nmount = \"Bind\"", "2:9: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is the string 'Bind'")]
    [InlineData("[var]\nmount = \"\"", "2:9: var.mount must be 'none', 'bind', 'overlay' or 'transient', but is the string ''")]
    [InlineData("etc.mount.kind = 'bind'", "1:18: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is a table")]
    [InlineData("var = \"bind\"", "1:7: var must be a table, but is the string 'bind'")]
    [InlineData("root = true", "1:8: root must be a table, but is 'true'")]
    [InlineData("[etc", "1:5: expected ']'")]
    public void Value_that_its_key_does_not_allow_is_refused_with_its_place(string content, string expected)
    {
        Assert.False(SetupRootConfiguration.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.ConfigurationMalformed, Path + ":" + expected), fault);
    }

    [Fact]
    public void Unknown_key_is_a_warning_with_its_line() => Assert.Equal(
        [
            Path + ":1: unknown key 'transient' is ignored",
            Path + ":3: unknown key 'etc.Mount' is ignored",
            Path + ":5: unknown key 'home.mount' is ignored",
            Path + ":6: unknown key 'home.\"a\\u001b\"' is ignored",
        ],
        Parse("transient = true\n[etc]\nMount = 'bind'\n[home]\nmount = 1\n\"a\\u001b\" = 1").Warnings.ToArray());

    private static SetupRootConfiguration Parse(string content)
    {
        Assert.True(SetupRootConfiguration.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var configuration, out var fault), fault?.Cause);
        return configuration;
    }
}
