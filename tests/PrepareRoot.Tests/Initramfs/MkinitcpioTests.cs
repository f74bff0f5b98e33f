using System;
using System.IO;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>
/// The install script and the hook for mkinitcpio, with stand-ins for mkinitcpio's functions: it is
/// not in Debian, and no machine was booted with it.
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
        error() { printf "error $1\n" "${@:2}"; return 1; }

        """;

    private const string Build = """
        . ./install
        build 2>&1
        find image -type f | sort

        """;

    private const string Contents = "image/usr/lib/prepare-root/contents";

    private static readonly string[] _always =
    [
        "add_binary /usr/lib/prepare-root/prepare-root", "add_binary /usr/lib/prepare-root/initramfs-died.sh", "add_binary /usr/lib/prepare-root/initramfs-refused.sh",
        "add_module erofs", "add_module overlay", "add_module loop", "add_module sha512_generic?",
    ];

    private static readonly string[] _late = ["add_binary /usr/lib/prepare-root/initramfs-boot.sh", "add_runscript"];

    private static readonly string _key = Convert.ToBase64String(new byte[32]);

    private readonly ScriptTree _tree = new();

    public MkinitcpioTests()
    {
        _tree.Install("config/mkinitcpio/install", "install");
        _tree.Install("config/mkinitcpio/hook", "hook");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Image_without_systemd_and_configuration_has_the_program_its_modules_and_the_late_hook() =>
        Assert.Equal([.. _always, .. _late, Contents], _tree.Run("bash", StandIns + Build));

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

        Assert.Equal([.. _always, .. unit, Contents], _tree.Run("bash", StandIns + systemd + Build));
    }

    [Fact]
    public void Configuration_and_keys_come_along_and_verification_is_not_left_to_the_command_line()
    {
        _tree.Write("usr/lib/ostree/prepare-root.conf", "[composefs]\nenabled = signed\nkeypath = /etc/keys\n");
        _tree.Write("etc/keys", _key);
        _tree.Write("usr/lib/composefs/setup-root-conf.toml", "");

        string[] files =
        [
            "image/etc/keys", "image/usr/lib/prepare-root/always", Contents,
            "image/usr/lib/composefs/setup-root-conf.toml", "image/usr/lib/ostree/prepare-root.conf",
        ];
        Assert.Equal([.. _always, .. _late, .. files], _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Configuration_in_etc_takes_the_place_of_the_other_whole()
    {
        _tree.Write("usr/lib/ostree/prepare-root.conf", "[composefs]\nenabled = signed\n");
        _tree.Write("etc/ostree/prepare-root.conf", "[composefs]\nenabled = yes\n");

        Assert.Equal([.. _always, .. _late, "image/etc/ostree/prepare-root.conf", Contents], _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Missing_keys_are_a_warning_when_the_image_is_built()
    {
        _tree.Write("etc/ostree/prepare-root.conf", "[composefs]\nenabled = signed\n");

        Assert.Contains(
            "prepare-rootctl: warning: /etc/ostree/prepare-root.conf: enabled=signed, but there is no /etc/ostree/initramfs-root-binding.key: the machine will not boot",
            _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Measurement_adds_the_drivers_of_the_TPM_and_warns_of_the_missing_program()
    {
        _tree.Write("etc/ostree/prepare-root.conf", "[measure]\npcr = 15\n");

        const string pcrextend = "measure.pcr is set, but there is no /usr/lib/systemd/systemd-pcrextend: the machine will not boot";
        const string hook = "measure.pcr is set, but this hook brings no systemd-pcrextend: without another hook that does, the machine will not boot";
        Assert.Equal(
            [
                "prepare-rootctl: warning: /etc/ostree/prepare-root.conf: " + pcrextend, .. _always, "add_module tpm_tis?", "add_module tpm_crb?",
                "warning prepare-root: " + hook, .. _late,
                "image/etc/ostree/prepare-root.conf", "image/usr/lib/prepare-root/always", Contents,
            ],
            _tree.Run("bash", StandIns + Build));
    }

    [Fact]
    public void Configuration_that_would_be_refused_at_boot_ends_mkinitcpio()
    {
        _tree.Write("etc/ostree/prepare-root.conf", "[composefs\nenabled=verity\n");

        Assert.Equal(
            [
                "prepare-rootctl: refused [configuration-malformed]: /etc/ostree/prepare-root.conf:1: not 'key=value', '[group]' or '# comment': '[composefs'",
                "error prepare-root: the initramfs is not built, because it would not boot: see above",
                "exit status 1",
            ],
            _tree.Run("bash", StandIns + ". ./install; (build 2>&1; echo built) || echo \"exit status $?\"; [ ! -e image ]"));
    }

    [Fact]
    public void Missing_prepare_rootctl_ends_mkinitcpio()
    {
        File.Delete(_tree["usr/bin/prepare-rootctl"]);

        Assert.Equal(
            [
                "prepare-rootctl is missing: none runs here, neither /usr/bin/prepare-rootctl nor one in PATH",
                "error prepare-root: the initramfs is not built, because it would not boot: see above",
                "exit status 1",
            ],
            _tree.Run("bash", StandIns + ". ./install; (build 2>&1; echo built) || echo \"exit status $?\""));
    }

    [Fact]
    public void Refusal_ends_in_the_shell_until_there_is_none()
    {
        _tree.Write("usr/lib/prepare-root/contents", "refusal shell 30\n");
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
