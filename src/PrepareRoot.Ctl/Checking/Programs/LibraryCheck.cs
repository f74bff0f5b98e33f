using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Whether the libraries are there that a program needs, and those that they need. The dynamic
/// linker ends the program if one is missing.
/// </summary>
/// <param name="files">The files of the new root.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class LibraryCheck(RootFiles files, Findings findings)
{
    // systemd has about twenty.
    private const int MaxLibraries = 512;

    // For messages.
    private const int MaxShown = 16;

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<Loaded> _ahead = new();

    /// <summary>Checks the libraries of a program.</summary>
    /// <param name="program">Its path, without links.</param>
    /// <param name="content">Its content.</param>
    /// <param name="interpreter">The path of the dynamic linker.</param>
    internal void Run(string program, IImageBytes content, string interpreter)
    {
        var section = DynamicSection.Read(content);
        if (section.Problem is not null)
        {
            Add(ConsoleText.Escape(program) + " " + section.Problem);
            return;
        }
        var directories = new LibraryDirectories(files, interpreter, section.Machine);
        Enqueue(new Loaded(program, section, []), directories);
        while (_ahead.TryDequeue(out var loaded))
        {
            foreach (var name in loaded.Section.Needed)
            {
                if (directories.IsLinker(name) || !_known.Add(name))
                    continue;
                if (_known.Count > MaxLibraries)
                {
                    findings.Add(new Finding(FaultCode.InitMissing.Name, Verdicts.Unknown, ConsoleText.Escape(program) + " needs more than " + MaxLibraries.Text() + " libraries"));
                    return;
                }
                Load(name, loaded, directories);
            }
        }
    }

    // A file of another class or processor is passed over.
    private void Load(string name, Loaded by, LibraryDirectories directories)
    {
        IReadOnlyList<string> paths = name.Contains('/', StringComparison.Ordinal) ? [""] : [.. by.Search, .. directories.Defaults];
        string? unfit = null;
        foreach (var directory in paths)
        {
            var path = directory.Length == 0 ? "/" + name.TrimStart('/') : directory + "/" + name;
            if (!files.Find(path).Try(out var found, out var fault))
            {
                findings.Add(InitCheck.Of(fault));
                return;
            }
            using (found)
            {
                if (found.Unreadable is Errno.EACCES or Errno.EPERM && !CurrentProcess.IsRoot)
                {
                    findings.Add(new Finding(FaultCode.InitMissing.Name, Verdicts.Unknown, Library(name, by) + ": " + path + ": " + found.Unreadable.Message()));
                    return;
                }
                if (found.Missing != Errno.None || found.Type != FileType.Regular)
                    continue;
                unfit = Load(path, found, by, directories);
                if (unfit is null)
                    return;
            }
        }
        Add(Library(name, by) + (unfit is null ? " is in none of " + Show(paths) : ": " + unfit));
    }

    // Null if the linker takes the file, or fails for it.
    private string? Load(string path, RootFile found, Loaded by, LibraryDirectories directories)
    {
        if (found is ObjectFile file)
        {
            findings.Need(file.Object, ConsoleText.Escape(by.Path) + " needs this library");
            if (file.Damage is { } damage)
                findings.Add(damage);
        }
        if (found.Content is not { } content)
            return null;
        var section = DynamicSection.Read(content);
        if (section.Problem is { } problem)
            return ConsoleText.Escape(found.Path) + " " + problem;
        if (section.Machine != by.Section.Machine || section.Is32 != by.Section.Is32)
            return ConsoleText.Escape(found.Path) + " is for another processor";
        Enqueue(new Loaded(path, section, by.RPath), directories);
        return null;
    }

    // DT_RPATH is also searched for what the libraries need, DT_RUNPATH is not.
    private void Enqueue(Loaded loaded, LibraryDirectories directories)
    {
        var (section, origin) = (loaded.Section, loaded.Path[..Math.Max(loaded.Path.LastIndexOf('/'), 0)]);
        var own = section.RunPath is null ? directories.Expand(section.RPath, origin) : [];
        var rpath = own.Count + loaded.RPath.Count <= MaxLibraries ? [.. own, .. loaded.RPath] : loaded.RPath;
        _ahead.Enqueue(loaded with { RPath = rpath, Search = section.RunPath is { } runPath ? directories.Expand(runPath, origin) : rpath });
    }

    private static string Show(IReadOnlyList<string> paths) => paths.Count <= MaxShown
        ? string.Join(", ", paths)
        : string.Join(", ", paths.Take(MaxShown)) + " and " + (paths.Count - MaxShown).Text() + " more directories";

    private void Add(string cause) => findings.Add(Finding.Refused(new Fault(FaultCode.InitMissing, cause)));

    private static string Library(string name, Loaded by) => "the library " + OffendingText.Quote(name) + " that " + ConsoleText.Escape(by.Path) + " needs";

    /// <summary>A file that the dynamic linker has loaded.</summary>
    /// <param name="Path">Its path.</param>
    /// <param name="Section">What it needs.</param>
    /// <param name="RPath">The directories of DT_RPATH of those that led to it.</param>
    private sealed record Loaded(string Path, DynamicSection Section, IReadOnlyList<string> RPath)
    {
        /// <summary>Where what it needs is searched first.</summary>
        internal IReadOnlyList<string> Search { get; init; } = [];
    }
}
