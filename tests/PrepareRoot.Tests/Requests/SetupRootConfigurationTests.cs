using System;
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
    [InlineData("\ufeffetc = { mount = \"bind\" }\r\nvar = {\"mount\" = 'none', transient = true}", null, MountKind.Bind, MountKind.None, true)]
    [InlineData("root = {}\netc.mount = \"\"\"\noverlay\"\"\"\nvar.mount = '''bind'''", null, MountKind.Overlay, MountKind.Bind, true)]
    [InlineData("etc.mount = \"\"\"\\\n  trans\\\n  ient\"\"\"", null, MountKind.Transient, null, false)]
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
    public void No_file_is_an_empty_file()
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
    [InlineData("etc.mount.kind = 'bind'", "1:1: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is a table")]
    [InlineData("var = \"bind\"", "1:7: var must be a table, but is the string 'bind'")]
    [InlineData("root = true", "1:8: root must be a table, but is 'true'")]
    [InlineData("var = ['bind']", "1:7: var must be a table, but is an array")]
    [InlineData("[[etc]]\nmount = 'bind'", "1:3: etc must be a table, but is an array")]
    [InlineData("root = 1979-05-27", "1:8: root must be a table, but is '1979-05-27'")]
    [InlineData("[root]\ntransient = {}", "2:13: root.transient must be true or false, but is a table")]
    [InlineData("root = { transient = [true] }", "1:22: root.transient must be true or false, but is an array")]
    [InlineData("[[var.transient]]", "1:3: var.transient must be true or false, but is an array")]
    [InlineData("[etc]\ntransient = 1.0", "2:13: etc.transient must be true or false, but is '1.0'")]
    [InlineData("[etc]\nmount = [\n'bind' ]", "2:9: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is an array")]
    [InlineData("[etc]\nmount = '''\nbind\n'''", "2:9: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is the string 'bind\\u000a'")]
    [InlineData("etc = { mount = 'bind' }\netc.transient = true", "2:1: 'etc' is defined already")]
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

    [Theory]
    [InlineData("home = { mount = 1, a.b = [] }", "1: 'home.mount'", "1: 'home.a.b'")]
    [InlineData("[[disk]]\nname = 'x'\n[[disk]]\n[disk.part]\nn = 1", "1: 'disk'")]
    [InlineData("[etc]\nlist = [\n1,\n{ a = 1 } ]\nf = 1.5\nx = 0xff", "2: 'etc.list'", "5: 'etc.f'", "6: 'etc.x'")]
    [InlineData("etc = { mode = 1979-05-27 07:32:00Z, mount = 'bind' }", "1: 'etc.mode'")]
    [InlineData("s = \"\"\"\n\"\"\"\n\"etc.mount\" = 1", "1: 's'", "3: '\"etc.mount\"'")]
    [InlineData("[home]\na = {}")]
    internal void Unknown_key_of_any_type_is_only_a_warning(string content, params string[] expected) => Assert.Equal(
        Array.ConvertAll(expected, line => Path + ":" + line.Replace(" ", " unknown key ") + " is ignored"), Parse(content).Warnings.ToArray());

    private static SetupRootConfiguration Parse(string content)
    {
        Assert.True(SetupRootConfiguration.Parse(Path, Encoding.UTF8.GetBytes(content)).Try(out var configuration, out var fault), fault?.Cause);
        return configuration;
    }
}
