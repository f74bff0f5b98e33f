using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>
/// Proves that the new root can be started: its init, the interpreters that it names and its C
/// library are there, and their first bytes can be read. The files of a root are read only when
/// they are needed, so without this a damaged init is found when the disk is no longer at SYSROOT.
/// </summary>
/// <param name="files">The files of the new root.</param>
internal sealed class InitProof(RootFiles files)
{
    // As many interpreters of interpreters as the kernel allows (exec_binprm() of fs/exec.c).
    private const int MaxDepth = 5;

    // S_IXUSR, S_IXGRP and S_IXOTH. Root needs one of them.
    private const uint Executable = 0x49;

    /// <summary>The program that a loader starts; null if init needs none.</summary>
    internal string? Program { get; private set; }

    /// <summary>The loader of <see cref="Program"/>.</summary>
    internal string? Loader { get; private set; }

    /// <summary>Checks the first init that exists.</summary>
    /// <param name="inits">Its possible paths, in order; empty: the root is not for booting.</param>
    /// <param name="exists">Whether one of them exists.</param>
    /// <returns>Why it can't be started; null if nothing prevents it.</returns>
    internal Fault? Check(IReadOnlyList<string> inits, out bool exists)
    {
        Fault? missing = null;
        exists = false;
        foreach (var path in inits)
        {
            var fault = Start(path, out exists);
            if (exists)
                return fault;
            missing ??= fault;
        }
        return missing;
    }

    private Fault? Start(string init, out bool exists)
    {
        var (path, what) = (init, init + " of the new root");
        exists = false;
        for (var depth = 0; depth <= MaxDepth; depth++)
        {
            var fault = Read(path, what, isLoader: false, out var program, out var found, out _);
            exists |= found;
            if (fault is not null || program?.Interpreter is not { } interpreter)
                return fault;
            if (!program.IsScript)
                (Program, Loader) = (path, interpreter);
            what = "the interpreter " + OffendingText.Quote(interpreter) + " of " + path;
            path = interpreter;
            // The interpreter of an ELF file is loaded beside it, and its own is not asked for.
            if (!program.IsScript)
                return Read(path, what, isLoader: true, out _, out _, out var real) ?? ReadLibrary(real, program.CLibrary, init);
        }
        return Missing(init + " of the new root needs more than " + MaxDepth.Text() + " interpreters");
    }

    // A C library is installed beside its loader. One that is elsewhere is not looked for: only the
    // loader knows where.
    private Fault? ReadLibrary(string loader, string? name, string init)
    {
        if (name is null)
            return null;
        var path = loader[..(loader.LastIndexOf('/') + 1)] + name;
        if (!files.Find(path).Try(out var found, out var fault))
            return fault;
        using (found)
        {
            if (found.Missing != Errno.None || found.Type != FileType.Regular)
                return null;
            var errno = found.Unreadable;
            var problem = "can't be read";
            if (found.Content is { } content)
            {
                var library = ProgramFile.Read(content);
                (errno, problem) = (library.Unreadable, library.Problem);
            }
            return problem is null ? null
                : errno != Errno.None ? Unreadable(path, path + ", which " + init + " of the new root needs", errno)
                : Missing(path + ", which " + init + " of the new root needs, " + problem);
        }
    }

    // real: of a loader, its path without links.
    private Fault? Read(string path, string what, bool isLoader, out ProgramFile? program, out bool exists, out string real)
    {
        (program, exists, real) = (null, true, path);
        if (!files.Find(path).Try(out var found, out var fault))
            return fault;
        using (found)
        {
            exists = found.Missing == Errno.None;
            if (!exists)
                return Missing(what + ": " + found.Missing.Message());
            if (isLoader)
                real = found.Path;
            if (found.Unreadable != Errno.None)
                return Unreadable(path, what, found.Unreadable);
            if (found.Type != FileType.Regular)
                return Missing(what + " must be a regular file, but " + Shown(found) + " is " + new FileStatus { Type = found.Type }.TypeText);
            if ((found.Permissions & Executable) == 0)
                return Missing(what + " can't be executed: the mode of " + Shown(found) + " is 0" + Convert.ToString(found.Permissions, 8));
            if (found.Content is not { } content)
                return null;
            program = ProgramFile.Read(content);
            if (program.Unreadable != Errno.None)
                return Unreadable(path, what, program.Unreadable);
            return program.Problem is { } problem ? Missing(what + " can't be started: " + Shown(found) + " " + problem) : null;
        }
    }

    private Fault Unreadable(string path, string what, Errno errno) => errno.ToFault(
        FaultCode.InitUnreadable, what + (files.ObjectOf(path) is { } name ? " (object " + name + ")" : "") + " can't be read");

    private static string Shown(RootFile file) => ConsoleText.Escape(file.Path);

    private static Fault Missing(string cause) => new(FaultCode.InitMissing, cause);
}
