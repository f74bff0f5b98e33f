using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl seal</c></summary>
internal static class SealCommand
{
    private const string Details = """
        TREE is the root directory of an operating system, DIR that of a disk, such as an ext4 made with
        'mkfs.ext4 -O verity'. What is written there is what composefs-rs and bootc write: an image with all
        names, permissions and digests, an object for each content, and the directories of this machine's
        /etc and /var. The kernel arguments that boot it are printed, and it is checked. It needs the
        privileges to read all files of the tree. The tree is not changed. The same tree always gives
        the same image: its files, with their times, are all that is in it.

        --uki makes a unified kernel image with the arguments in it, by systemd's ukify, of TREE's kernel and
        initramfs. Signed for Secure Boot, that is all that a machine has to trust.

        Format v1 is that of mkcomposefs, which makes a file of its own for each hard link; v2 is that of
        composefs-rs. If the command fails or is interrupted, nothing of the deployment is left.

        Exit status: 0 sealed and checked, 1 failure, 2 usage error, 3 sealed, but the check found damage.

        Examples:
          prepare-rootctl seal --output /mnt tree
          prepare-rootctl seal --output /mnt --sign key.pem tree
          prepare-rootctl seal --output /mnt --incremental newer-tree
          prepare-rootctl seal --output /mnt --uki /efi/EFI/Linux/os.efi --cmdline 'root=LABEL=os rw' tree
        """;

    internal static Command Make()
    {
        var tree = new Argument<string>("TREE") { Description = "The tree." };
        var output = new Option<string>("--output") { Description = "The root directory of the disk.", HelpName = "DIR", Required = true };
        var incremental = new Option<bool>("--incremental") { Description = "Add a deployment to those of the disk; they share objects." };
        var format = Choice("--format", "The layout of the image.", "v1", "v2");
        var special = Choice("--special-files", "What to do with device nodes and sockets. Whiteouts and FIFOs are kept.", "refuse", "skip", "keep");
        var algorithm = CommonOptions.Algorithm();
        var noVerity = new Option<bool>("--allow-no-verity") { Description = "Go on if the file system has no fs-verity." };
        var key = new Option<string?>("--sign") { Description = "Sign the image's digest with the private key.", HelpName = "KEYFILE" };
        var uki = new UkiOptions();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("seal", "Make a deployment of a tree: image, objects, and kernel arguments.", Details)
        {
            tree, output, incremental, format, algorithm, special, noVerity, key,
        };
        uki.AddTo(command);
        command.Add(json);
        foreach (var option in new Option[] { output, key })
            RefuseEmpty(option);
        command.SetAction(parsed => Run(
            parsed,
            new SealRequest(
                parsed.GetValue(tree)!,
                parsed.GetValue(output)!,
                parsed.GetValue(format) == "v1" ? ImageFormat.V1 : ImageFormat.V2,
                CommonOptions.AlgorithmOf(parsed.GetValue(algorithm)!))
            {
                IsIncremental = parsed.GetValue(incremental),
                AllowsNoVerity = parsed.GetValue(noVerity),
                Uki = uki.Read(parsed),
                Special = Enum.Parse<SpecialFiles>(parsed.GetValue(special)!, ignoreCase: true),
            },
            parsed.GetValue(key),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, SealRequest request, string? keyFile, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        // A key that can't be read is a failure before anything is written.
        if (keyFile is not null)
            PrivateKeyFile.Read(keyFile, isSeed: false, error).Dispose();
        var result = Seal(request, digest => Arguments(request, digest, keyFile, error), error);
        // The check uses the memory of the tree, which is not needed any more.
        GC.Collect();
        var report = Check(request, result, error);
        if (json)
        {
            output.Write(new JsonObject()
                .Add("digest", result.Digest.ToString())
                .Add("kernelArguments", result.Arguments)
                .Add("verdict", report.Verdict)
                .ToString());
        }
        else
        {
            output.WriteLine(result.Arguments);
            foreach (var line in Notes(request, result))
                CommandLine.PrintMessage(error, line);
            if (report.Verdict != Verdicts.Boots)
                new CheckText(error, TerminalStyle.For(error)).Write(report);
        }
        return report.Verdict switch
        {
            Verdicts.Boots => ExitStatus.Success,
            Verdicts.Damaged => ExitStatus.Damaged,
            _ => ExitStatus.Failure,
        };
    }

    private static string Arguments(SealRequest request, FsVerityDigest digest, string? keyFile, TextWriter error)
    {
        var arguments = ImageArgument.Print(new ImageRequest(digest, VerityOptional: false), (int)request.Format);
        return keyFile is null
            ? arguments
            : arguments + " " + RootPolicy.SignatureArgument + "=" + SignCommand.Sign(FormattedDigest.Of(digest), keyFile, isSeed: false, error).Signature;
    }

    private static SealResult Seal(SealRequest request, Func<FsVerityDigest, string> arguments, TextWriter error)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return new Sealer(request, arguments, error, stop.Token).Run();
        }
        catch (OperationCanceledException)
        {
            throw new FailureException("interrupted: nothing was added to " + request.Output);
        }
    }

    private static BootReport Check(SealRequest request, SealResult result, TextWriter error)
    {
        using var check = new BootCheck(deep: false, error);
        return check.Check(null, BootOf(request, result));
    }

    // Without a unified kernel image: the tree has the configuration and the keys that its initramfs
    // has.
    private static BootInput BootOf(SealRequest request, SealResult result)
    {
        var notes = new List<string>();
        var uki = request.Uki is { } made ? UnifiedKernelImage.Read(Path.GetFullPath(made.Output), notes) : null;
        var configuration = uki is null ? BootConfiguration.OfTree(Path.GetFullPath(request.Tree)) : BootConfiguration.OfInitramfs(uki.Initramfs);
        if (configuration.WithoutProgram is { } missing)
            notes.Add(missing);
        var optional = new ImageRequest(result.Digest, VerityOptional: true);
        var commandLine = !result.HasVerity ? BootCommandLine.Of("the kernel arguments", ImageArgument.Print(optional, (int)request.Format))
            : uki?.CommandLine ?? BootCommandLine.Of("the kernel arguments", result.Arguments);
        return new BootInput(Path.GetFullPath(request.Output), commandLine, configuration) { Notes = notes, Release = uki?.Release };
    }

    private static string[] Notes(SealRequest request, SealResult result) =>
    [
        .. request.Uki is { Signer: null } uki ? new[] { uki.Output + " is not signed: with Secure Boot no firmware starts it" } : [],
        .. result.Skipped == 0 ? [] : new[] { ((ulong)result.Skipped).Text() + " device nodes and sockets were left out" },
        .. result.HasVerity ? [] : new[] { "the objects have no fs-verity: enable it before the arguments are used, or put a '?' before the digest" },
    ];

    private static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => values[0],
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var value && !values.Contains(value))
                result.AddError(name + " must be " + string.Join(" or ", values) + ", but is " + OffendingText.Quote(value));
        });
        return option;
    }

    private static void RefuseEmpty(Option option) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: "" }])
            result.AddError(option.Name + " must name a path, but is empty");
    });
}
