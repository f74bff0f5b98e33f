using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary>
/// The options that say which boot a command is about. What isn't given is that of the running
/// system.
/// </summary>
internal sealed class BootOptions
{
    private readonly SysrootOption _sysroot = new();
    private readonly Option<string?> _entry = PathOption("--entry", "FILE", "A boot entry: its command line and its initramfs.");
    private readonly Option<string?> _uki = PathOption("--uki", "FILE", "A unified kernel image: its command line and its initramfs.");
    private readonly Option<string?> _initramfs = PathOption("--initramfs", "FILE", "Read the configuration and keys out of the image of an initramfs.");
    private readonly Option<string?> _configurationRoot = PathOption("--config-root", "DIR", "Read the configuration and keys below DIR; default: /.");
    private readonly Option<string?> _commandLine = new("--cmdline")
    {
        Description = "The kernel command line; default: that of the running kernel.",
        HelpName = "TEXT",
    };

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        _sysroot.AddTo(command);
        command.Add(_commandLine);
        command.Add(_entry);
        command.Add(_uki);
        command.Add(_configurationRoot);
        command.Add(_initramfs);
        RefuseSeveral(command, _commandLine, _entry, _uki);
        RefuseSeveral(command, _configurationRoot, _initramfs);
    }

    /// <summary>Adds the options that name a boot, without those for its disk and its files.</summary>
    internal void AddBootTo(Command command)
    {
        command.Add(_entry);
        command.Add(_uki);
        RefuseSeveral(command, _entry, _uki);
    }

    /// <summary>Lets an option exclude those that name one boot.</summary>
    internal void RefuseBootWith(Command command, Option all) => command.Validators.Add(result =>
    {
        if (result.GetResult(all) is { Implicit: false }
            && Array.Find<Option>([_commandLine, _entry, _uki], option => result.GetResult(option) is not null) is { } given)
        {
            result.AddError(all.Name + " and " + given.Name + " exclude each other");
        }
    });

    /// <summary>The name of the boot, if the options give it one.</summary>
    internal string? NameOf(ParseResult parsed) =>
        (parsed.GetValue(_entry) ?? parsed.GetValue(_uki)) is { } path ? Path.GetFileNameWithoutExtension(path) : null;

    /// <summary>
    /// The boot entries and bare images of the disk; if no disk is named and it has none, those of
    /// the system.
    /// </summary>
    internal IReadOnlyList<DiskEntry> Entries(ParseResult parsed, Sysroot sysroot)
    {
        var entries = sysroot.Entries();
        if (entries.Count == 0 && !_sysroot.IsGiven(parsed))
            entries = DiskEntry.Below("/");
        return entries.Count > 0 ? entries : throw new FailureException(string.Join('\n', [
            (sysroot.Image ?? sysroot.Path) + ": there are no boot entries in loader/entries, and no images in EFI/Linux, of boot, efi or boot/efi",
            .. sysroot.Notes]));
    }

    /// <summary>What the options name, read, with a boot entry of the disk.</summary>
    internal BootInput Read(ParseResult parsed, Sysroot sysroot, DiskEntry entry)
    {
        var notes = new List<string>();
        return Read(parsed, sysroot, notes, entry.Read(notes));
    }

    /// <summary>What the options name, read.</summary>
    internal BootInput Read(ParseResult parsed, Sysroot sysroot)
    {
        var notes = new List<string>();
        return Read(parsed, sysroot, notes, SelectBoot(parsed, notes));
    }

    private BootInput Read(ParseResult parsed, Sysroot sysroot, List<string> notes, SelectedBoot selected)
    {
        var configuration = Configuration(parsed);
        if (configuration is null && selected.Initramfs.Count > 0)
            configuration = BootConfiguration.OfInitramfs(selected.Initramfs);
        if (configuration is null)
        {
            configuration = BootConfiguration.OfSystem();
            notes.Add(RunningSystem.FindInitramfs(selected.CommandLine) is { } initramfs
                ? "the configuration is that of this system; what its initramfs has may differ: --initramfs " + initramfs
                : "the configuration is that of this system; what the initramfs has may differ: give it with --initramfs");
        }
        if (configuration.WithoutProgram is { } missing)
            notes.Add(missing);
        return new BootInput(sysroot.Path, selected.CommandLine, configuration)
        {
            Image = sysroot.Image,
            Notes = [.. sysroot.Notes, .. notes.Select(sysroot.Show)],
            Release = selected.Release,
        };
    }

    /// <summary>Opens the disk.</summary>
    internal Sysroot Open(ParseResult parsed) => _sysroot.Open(parsed);

    /// <summary>What the options name; the running boot if they name none.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="notes">What is to be said about it.</param>
    internal SelectedBoot SelectBoot(ParseResult parsed, List<string> notes)
    {
        if (parsed.GetValue(_commandLine) is { } text)
            return new SelectedBoot(BootCommandLine.Of("--cmdline", text), []);
        if (parsed.GetValue(_entry) is { } entry)
            return SelectedBoot.OfEntry(Absolute(_entry, entry), notes);
        return parsed.GetValue(_uki) is { } uki
            ? UnifiedKernelImage.Read(Absolute(_uki, uki), notes)
            : new SelectedBoot(RunningSystem.CommandLine(), []);
    }

    private BootConfiguration? Configuration(ParseResult parsed)
    {
        if (parsed.GetValue(_initramfs) is { } image)
            return BootConfiguration.OfInitramfs([ImagePart.Whole(Absolute(_initramfs, image))]);
        if (parsed.GetValue(_configurationRoot) is not { } root)
            return null;
        var tree = Absolute(_configurationRoot, root);
        InputDirectory.Require(_configurationRoot.Name, tree);
        return BootConfiguration.OfTree(tree);
    }

    private static void RefuseSeveral(Command command, params Option[] options) => command.Validators.Add(result =>
    {
        var given = options.Where(option => result.GetResult(option) is not null).Select(option => option.Name).ToArray();
        if (given.Length > 1)
            result.AddError(string.Join(" and ", given) + " exclude each other");
    });

    private static string Absolute(Option option, string path) =>
        PathArgument.Resolve(option.Name, path, () => CurrentProcess.WorkingDirectory).Try(out var absolute, out var fault)
            ? absolute
            : throw FailureException.Of(fault);

    private static Option<string?> PathOption(string name, string helpName, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.RefuseEmpty("a path");
        return option;
    }
}
