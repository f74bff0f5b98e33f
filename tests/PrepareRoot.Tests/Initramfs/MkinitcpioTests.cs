using System;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>
/// The install script and the hook for mkinitcpio, with stand-ins for mkinitcpio's functions: it is not in Debian, and no machine was booted with it.
/// </summary>
public sealed class MkinitcpioTests : IDisposable
{
    private const string StandIns = """
        BUILDROOT=$PWD/image
        add_binary() { echo "add_binary $*"; mkdir -p "$BUILDROOT${1%/*}"; }
        add_file() { echo "add_file $*"; }
        add_module() { echo "add_module $*"; }
        add_symlink() { echo "add_symlink $*"; }
        add_runscript() { echo "add_runscript"; }
        warning() { printf "warning $1\n" "${@:2}"; }
        map() { local call=$1 item; for item in "${@:2}"; do "$call" "$item"; done; }

        """;

    private const string Build = """
        . ./install
        build
        find image -type f

        """;

    private static readonly string[] _always =
        ["add_module erofs", "add_module overlay", "add_module loop", "add_module sha512_generic?", "add_binary /usr/lib/prepare-root/prepare-root"];

    private static readonly string[] _late = ["add_binary /usr/lib/prepare-root/initramfs-boot.sh", "add_runscript"];

    private readonly ScriptTree _tree = new();

    public MkinitcpioTests()
    {
        _tree.Install("config/mkinitcpio/install", "install");
        _tree.Install("config/mkinitcpio/hook", "hook");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Image_without_systemd_and_configuration_has_the_program_its_modules_and_the_late_hook() =>
        Assert.Equal([.. _always, .. _late], _tree.Run("bash", StandIns + Build));

    [Theory]
    [InlineData("add_systemd_unit() { :; }\nHOOKS=(base autodetect)\n")]
    [InlineData("HOOKS=(base prepare-root systemd filesystems)\n")]
    public void Image_with_systemd_has_the_unit_wherever_the_hook_of_systemd_stands(string systemd)
    {
        string[] unit =
        [
            "add_file /usr/lib/systemd/system/prepare-root.service",
            "add_symlink /usr/lib/systemd/system/initrd-root-fs.target.requires/prepare-root.service /usr/lib/systemd/system/prepare-root.service",
        ];

        Assert.Equal([.. _always, .. unit], _tree.Run("bash", StandIns + systemd + Build));
    }

    [Fact]
    public void Configuration_and_keys_come_along_and_verification_is_not_left_to_the_command_line()
    {
        _tree.Write("usr/lib/ostree/prepare-root.conf", "[composefs]\nenabled = signed\nkeypath = /etc/keys\n");
        _tree.Write("etc/keys", "");
        _tree.Write("usr/lib/composefs/setup-root-conf.toml", "");

        string[] files = ["add_file /usr/lib/ostree/prepare-root.conf", "add_file /etc/keys", "add_file /usr/lib/composefs/setup-root-conf.toml"];
        Assert.Equal([.. _always, .. files, .. _late, "image/usr/lib/prepare-root/always"], _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Configuration_in_etc_takes_the_place_of_the_other_whole()
    {
        _tree.Write("usr/lib/ostree/prepare-root.conf", "[composefs]\nenabled = signed\n");
        _tree.Write("etc/ostree/prepare-root.conf", "[composefs]\nenabled = yes\n");

        Assert.Equal([.. _always, "add_file /etc/ostree/prepare-root.conf", .. _late], _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Missing_keys_are_a_warning_when_the_image_is_built()
    {
        _tree.Write("etc/ostree/prepare-root.conf", "[composefs]\nenabled = signed\n");

        Assert.Contains(
            "warning /etc/ostree/prepare-root.conf: enabled=signed, but there is no /etc/ostree/initramfs-root-binding.key: the machine will not boot",
            _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Refusal_ends_in_the_shell_until_there_is_none()
    {
        _tree.Write("usr/lib/prepare-root/initramfs-boot.sh", """
            #!/bin/sh
            echo "prepare $1"
            echo >> tries
            [ "$(wc -l < tries)" = 3 ]

            """);

        var lines = _tree.Run("sh", """
            err() { echo "ERROR: $*"; }
            launch_interactive_shell() { echo shell; }
            . ./hook
            run_latehook
            echo boots
            """);

        string[] refused = ["prepare /new_root", "ERROR: The root file system was refused: see above. 'exit' tries again.", "shell"];
        Assert.Equal([.. refused, .. refused, "prepare /new_root", "boots"], lines);
    }
}
