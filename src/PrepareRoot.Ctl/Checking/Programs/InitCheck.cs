using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Whether the new root has an init that the kernel can start: the program, the interpreters that it
/// names, and the libraries.
/// </summary>
/// <param name="init">What is started.</param>
/// <param name="files">The files of the new root.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class InitCheck(InitPath init, RootFiles files, Findings findings)
{
    // As many interpreters of interpreters as the kernel allows (exec_binprm() of fs/exec.c).
    private const int MaxDepth = 5;

    /// <summary>Checks it.</summary>
    internal void Run()
    {
        var first = init.Path + " of the new root" + (init.Argument is { } argument ? " (" + argument + ")" : "");
        var (path, what) = (init.Path, first);
        for (var depth = 0; depth <= MaxDepth; depth++)
        {
            if (Check(path, what) is not { Interpreter: { } interpreter } program)
                return;
            if (!interpreter.StartsWith('/'))
            {
                Add(what + " names the interpreter " + OffendingText.Quote(interpreter) + ", which must be an absolute path");
                return;
            }
            what = "the interpreter " + OffendingText.Quote(interpreter) + " of " + path;
            if (!program.IsScript)
            {
                // The interpreter of an ELF file is loaded beside it, and its own is not asked for.
                if (Check(interpreter, what) is not null)
                    CheckLibraries(path, interpreter);
                return;
            }
            path = interpreter;
        }
        Add(first + " needs more than " + MaxDepth.Text() + " interpreters");
    }

    private void CheckLibraries(string path, string interpreter)
    {
        if (!files.Find(path).Try(out var found, out _))
            return;
        using (found)
            new LibraryCheck(files, findings).Run(found.Path, found.Content!, interpreter);
    }

    // Null if there is a finding.
    private ProgramFile? Check(string path, string what)
    {
        if (!files.Find(path).Try(out var found, out var fault))
        {
            findings.Add(Finding.Refused(new Fault(FaultCode.ImageDamaged, fault.Cause)));
            return null;
        }
        using (found)
        {
            if ((found.Damage?.Object ?? found.Object) is { } name)
                findings.Need(name);
            if (found.Damage is { } damage)
                findings.Add(damage);
            else if (found.Missing is Errno.EACCES or Errno.EPERM && !CurrentProcess.IsRoot)
                findings.Add(new Finding(FaultCode.InitMissing.Name, Verdicts.Unknown, what + ": " + found.Missing.Message()));
            else if (found.Missing != Errno.None)
                Add(what + ": " + found.Missing.Message());
            else if (found.Type != FileType.Regular)
                Add(what + " must be a regular file, but " + found.Path + " is " + new FileStatus { Type = found.Type }.TypeText);
            else if ((found.Permissions & Executable) == 0)
                Add(what + " can't be executed: the mode of " + found.Path + " is 0" + System.Convert.ToString(found.Permissions, 8));
            else if (found.Content is { } content)
                return Read(content, found, what);
            return null;
        }
    }

    private ProgramFile? Read(IImageBytes content, RootFile found, string what)
    {
        var program = ProgramFile.Read(content);
        if (program.Problem is not { } problem)
            return program;
        Add(what + " can't be started: " + found.Path + " " + problem);
        return null;
    }

    private void Add(string cause) => findings.Add(Finding.Refused(new Fault(FaultCode.InitMissing, cause)));

    // S_IXUSR, S_IXGRP and S_IXOTH. Root needs one of them.
    private const uint Executable = 0x49;
}
