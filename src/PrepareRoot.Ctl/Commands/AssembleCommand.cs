using System.CommandLine;
using System.IO;
using PrepareRoot.Ctl.Assembling;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl assemble</c></summary>
internal static class AssembleCommand
{
    private const string Details = """
        The boot's own code verifies the deployment and assembles its root, as plan says, but leaves no record in
        /run. For installers, and for looking into a deployment. /etc and /var are those of the deployment: what
        is written there stays. A root whose changes are kept in /run is refused: the running system may use it.

        With COMMAND after --, the root is attached in a mount namespace of its own, with this system's /dev,
        /proc and /sys, and COMMAND runs in it. Nothing stays mounted, whatever happens, and the exit status is
        that of COMMAND. Without it, the root stays at DIR until "umount --recursive DIR".

        Exit status: 0 the root is at DIR, 1 it was refused, 2 usage error.

        Examples:
          prepare-rootctl assemble --target /mnt/root
          prepare-rootctl assemble --sysroot /mnt/sysimage --target /mnt/root -- systemctl enable sshd
        """;

    internal static Command Make()
    {
        var input = new BootOptions();
        var target = new Option<string>("--target")
        {
            Description = "The directory that the root is attached at.",
            HelpName = "DIR",
            Required = true,
        };
        target.RefuseEmpty("a directory");
        var program = new Argument<string[]>("COMMAND")
        {
            Description = "A command that runs in the root, with its arguments, after --.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var command = new DocumentedCommand("assemble", "Assemble the root of a deployment at a directory, as the boot does.", Details);
        input.AddTo(command);
        command.Add(target);
        command.Add(program);
        command.SetAction(parsed => Run(parsed, input, parsed.GetValue(target)!, parsed.GetValue(program) ?? []));
        return command;
    }

    private static int Run(ParseResult parsed, BootOptions options, string target, string[] program)
    {
        if (!CurrentProcess.IsRoot)
            throw FailureException.Of(new Fault(FaultCode.NotRoot, "assemble mounts, and only root may"));
        var path = Path.GetFullPath(target);
        if (path == "/")
            throw new FailureException("--target must not be the root directory");
        // What is open must be of the namespace that it is mounted in.
        using var own = program.Length == 0 ? null : TargetRoot.Separate();
        using var sysroot = options.Open(parsed);
        // An image is mounted read-only, and for this process alone.
        if (sysroot.Image is { } image)
            throw new FailureException("--sysroot must be the directory where the disk is mounted, but " + OffendingText.Quote(image) + " is an image");
        using var boot = PlannedBoot.Of(options.Read(parsed, sysroot));
        foreach (var warning in boot.Warnings)
            CommandLine.PrintMessage(parsed.InvocationConfiguration.Error, "warning: " + warning);
        if ((boot.Refusal ?? TargetRoot.Attach(boot, path)) is { } fault)
            throw FailureException.Of(fault);
        if (program.Length == 0)
            return ExitStatus.Success;
        if (TargetRoot.AddSystem(path) is { } incomplete)
            throw FailureException.Of(incomplete);
        return TargetRoot.Execute(path, program);
    }
}
