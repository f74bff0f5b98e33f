using System;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>
/// The module for dracut, with stand-ins for dracut's functions. The boot tests build and boot real
/// ones.
/// </summary>
public sealed class DracutTests : IDisposable
{
    private const string StandIns = """
        initdir=$PWD/image moddir=/module systemdutildir=/nowhere add_dracutmodules= omit_dracutmodules=
        dracut_module_included() { return 1; }
        dfatal() { echo "dfatal $*"; }
        inst_binary() { [ "$1" != "${missing-}" ] && echo "inst_binary $*"; }
        inst_script() { echo "inst_script $*"; }
        inst_hook() { echo "inst_hook $*"; }
        inst_multiple() { echo "inst_multiple $*"; }
        . ./module-setup.sh

        """;

    private const string Program = "inst_binary /usr/lib/prepare-root/prepare-root";
    private const string Tool = "inst_binary /usr/bin/prepare-rootctl";
    private const string Died = "inst_script /usr/lib/prepare-root/initramfs-died.sh";

    private const string Refused = "inst_script /usr/lib/prepare-root/initramfs-refused.sh";
    private const string Waits = "inst_multiple sleep sync";

    private static readonly string[] _boot = ["inst_script /usr/lib/prepare-root/initramfs-boot.sh", "inst_hook pre-pivot 00 /module/pre-pivot.sh"];

    private readonly ScriptTree _tree = new();

    public DracutTests() => _tree.Install("dracut/50prepare-root/module-setup.sh", "module-setup.sh");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("prepare_rootctl=\"no\"\n")]
    public void Initramfs_has_no_tool_unless_it_is_asked_for(string configuration) =>
        Assert.Equal([Program, Died, Refused, Waits, .. _boot], _tree.Run("bash", configuration + StandIns + "install"));

    [Fact]
    public void Initramfs_has_the_tool_on_request() =>
        Assert.Equal([Program, Died, Refused, Waits, Tool, .. _boot], _tree.Run("bash", "prepare_rootctl=\"yes\"\n" + StandIns + "install"));

    [Fact]
    public void Tool_that_is_asked_for_and_missing_ends_dracut() => Assert.Equal(
        [
            Program, Died, Refused, Waits,
            "dfatal prepare-root: prepare_rootctl=\"yes\", but /usr/bin/prepare-rootctl can't be installed",
            "exit status 1",
        ],
        _tree.Run("bash", "prepare_rootctl=yes missing=/usr/bin/prepare-rootctl\n" + StandIns + "(install) || echo \"exit status $?\""));
}
