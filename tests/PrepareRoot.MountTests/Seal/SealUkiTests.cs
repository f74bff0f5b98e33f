using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Seal;

/// <summary>
/// <c>prepare-rootctl seal --uki</c> with a program in place of ukify. The real one is in the boot
/// tests.
/// </summary>
public sealed class SealUkiTests : IDisposable
{
    private const string Seal = "seal --uki os.efi";
    private const string Interrupted = "interrupted: nothing was added to disk";

    private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-uki-").FullName;

    // What changes the tree, the text of ukify, the arguments, and what is said.
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "rm bin/ukify", "", Seal, "ukify is not installed: it is systemd's program for unified kernel images, in the package systemd-ukify" },
        { "", "echo 'ValueError: no stub' >&2; exit 3", Seal, "bin/ukify failed with exit status 3\n  ValueError: no stub" },
        { "", "printf 'red \\033[31m'; exit 1", Seal, "bin/ukify failed with exit status 1\n  red \\u001b[31m" },
        { "", "kill -KILL $$", Seal, "bin/ukify was killed" },
        { "", "echo half >\"$output\"; exit 1", Seal, "bin/ukify failed with exit status 1" },
        { "", "echo half >\"$output\"; kill -TERM $PPID; exec sleep infinity", Seal, Interrupted },
        { "", "trap 'rm \"$output.part\"; exit 1' INT; touch \"$output.part\"; kill -TERM $PPID; while :; do sleep 0.1; done", Seal, Interrupted },
        { "", "trap '' INT TERM; echo half >\"$output\"; kill -TERM $PPID; exec sleep infinity", Seal, Interrupted },
        { "", "exit 0", Seal, "os.efi: No such file or directory" },
        { "rm tree/usr/lib/modules/6.12/vmlinuz", "", Seal, "tree/usr/lib/modules: has no directory of a kernel with its kernel: name the file with --linux" },
        { "rm tree/usr/lib/modules/6.12/initramfs.img", "", Seal, "tree: has no initramfs of the kernel '6.12' (usr/lib/modules/6.12/initramfs.img): name it with --initrd" },
        { "cp -r tree/usr/lib/modules/6.12 tree/usr/lib/modules/7.2", "", Seal, "tree/usr/lib/modules: has several kernels with kernel ('6.12', '7.2'): name the file with --linux" },
        { "rm tree/usr/lib/modules/6.12/vmlinuz; mkfifo tree/usr/lib/modules/6.12/vmlinuz", "", Seal, "tree/usr/lib/modules/6.12/vmlinuz: must be a regular file" },
        { "", "", Seal + " --linux missing", "missing: No such file or directory" },
        { "", "", Seal + " --initrd tree", "tree: must be a regular file, but is a directory" },
        { "", "", Seal + " --secureboot-private-key missing --secureboot-certificate missing", "missing: No such file or directory" },
        { "", "", "seal --uki tree", "tree: must be the name of a file, but is a directory" },
        { "", "", "seal --uki missing/os.efi", "missing/os.efi: No such file or directory" },
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [RequiresTheory(Needs.Root | Needs.Tool)]
    [MemberData(nameof(Refused))]
    public void Failure_says_why_leaves_nothing_and_keeps_the_image_that_was_there(string prepare, string ukify, string arguments, string message)
    {
        var result = Run(prepare, ukify, arguments);

        Assert.Equal((1, ""), (result.ExitStatus, result.Output));
        Assert.StartsWith("prepare-rootctl: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(message, result.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Equal(["bin", "os.efi", "tree"], Directory.GetFileSystemEntries(_directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("old\n", File.ReadAllText(_directory + "/os.efi"));
    }

    [RequiresFact(Needs.Root | Needs.Tool)]
    public void Only_the_last_words_of_ukify_are_shown()
    {
        var result = Run("", "seq 100000; exit 1", Seal);

        Assert.EndsWith("\n  99999\n  100000\n", result.Error, StringComparison.Ordinal);
        Assert.InRange(result.Error.Length, 4000, 8000);
    }

    // ukify prints what it was given. Links lead into the tree, not to this machine.
    [RequiresFact(Needs.Root | Needs.Tool)]
    public void Ukify_gets_the_files_of_the_tree_and_the_arguments()
    {
        var result = Run(
            "mv tree/usr/lib/modules/6.12/vmlinuz tree/usr/lib/vmlinuz; ln -s /usr/lib/vmlinuz tree/usr/lib/modules/6.12/vmlinuz",
            """
            for argument; do
                case $argument in
                    --linux=* | --initrd=*) echo "${argument%%=*} $(cat "${argument#*=}")" ;;
                    --os-release=*) echo "${argument%%=*} $(cat "${argument#*=@}")" ;;
                    --output=*) ;;
                    *) echo "$argument" ;;
                esac
            done
            exit 1
            """,
            Seal + " --cmdline '@no file  rw' --secureboot-private-key key --secureboot-certificate certificate",
            "touch key certificate");

        var lines = result.Error.Split("\n  ")[1..];
        Assert.Matches("^--cmdline=composefs\\.digest=v1-sha256-12:[0-9a-f]{64} @no file  rw$", lines[3]);
        Assert.Equal(
            [
                "build", "--linux the kernel", "--initrd the initramfs", lines[3], "--os-release ID=test", "--uname=6.12",
                $"--secureboot-private-key={_directory}/key", $"--secureboot-certificate={_directory}/certificate\n",
            ],
            lines);
    }

    [RequiresTheory(Needs.Tool)]
    [InlineData("--linux needs --uki", "--linux", "kernel")]
    [InlineData("--secureboot-private-key and --secureboot-certificate need each other", "--uki", "a.efi", "--secureboot-private-key", "key")]
    [InlineData("--initrd must name a file, but is empty", "--uki", "a.efi", "--initrd", "")]
    public void Options_that_make_no_sense_exit_2(string message, params string[] options)
    {
        var result = new Command(Artifacts.Tool, ["seal", "--output", _directory, .. options, "tree"]).RunToAnyEnd();

        Assert.Equal((2, $"prepare-rootctl: {message}\n"), (result.ExitStatus, result.Error.Split("prepare-rootctl: see ")[0]));
    }

    // init is the system's busybox, which is static. A shell lets a background job ignore SIGINT, and
    // so would all that it starts.
    private CommandResult Run(string prepare, string ukify, string arguments, string before = "") => new Command("sh", "-euc", $$"""
        tool=$1
        cd "$2"
        mkdir -p bin tree/sbin tree/etc tree/var tree/sysroot tree/usr/lib/modules/6.12
        cp "$(command -v busybox)" tree/sbin/init
        echo the kernel >tree/usr/lib/modules/6.12/vmlinuz
        echo the initramfs >tree/usr/lib/modules/6.12/initramfs.img
        echo ID=test >tree/usr/lib/os-release
        echo old >os.efi
        { echo '#!/bin/sh'; echo 'for output; do :; done; output=${output#--output=}'; cat; } >bin/ukify
        chmod 0755 bin/ukify
        {{before}}
        {{prepare}}
        PATH=$2/bin:/usr/bin:/bin
        [ -e bin/ukify ] || PATH=$2/bin
        exec /usr/bin/env --default-signal=INT "$tool" {{arguments.Replace("seal", "seal --allow-no-verity --output disk", StringComparison.Ordinal)}} tree
        """, "sh", Artifacts.Tool, _directory)
    {
        Input = ukify + "\n",
    }.RunToAnyEnd();
}
