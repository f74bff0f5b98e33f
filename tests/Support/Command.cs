using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>A program to run to its end. It is run without a shell.</summary>
/// <param name="Program">Its name, looked up in <c>PATH</c>, or its path.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record Command(string Program, params string[] Arguments)
{
    /// <summary>
    /// The time limit. The program and its children are killed when it is exceeded.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Variables added to the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it runs; null for the current directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>What it reads from its standard input; null for nothing.</summary>
    public string? Input { get; init; }

    /// <summary>
    /// Called with each line of its standard output as it comes. Returns true to end the program
    /// there.
    /// </summary>
    public Func<string, bool>? OnOutputLine { get; init; }

    /// <summary>
    /// Called once after this time. Returns true to end the program and its children. Null for no
    /// call.
    /// </summary>
    public (TimeSpan After, Func<bool> Ends)? Checkpoint { get; init; }

    /// <summary>Runs it.</summary>
    /// <returns>Its standard output.</returns>
    /// <exception cref="CommandFailedException">It exited with another status than 0.</exception>
    /// <exception cref="TimeoutException">It was killed at its time limit.</exception>
    public static string Run(string program, params string[] arguments) => new Command(program, arguments).Run();

    /// <inheritdoc cref="Run(string, string[])"/>
    public string Run()
    {
        var result = RunToAnyEnd();
        return result.ExitStatus == 0 ? result.Output : throw new CommandFailedException(this, result);
    }

    /// <summary>Runs it, whatever status it exits with.</summary>
    /// <exception cref="TimeoutException">It was killed at its time limit.</exception>
    public CommandResult RunToAnyEnd()
    {
        using var process = new Process { StartInfo = StartInfo() };
        var output = new StringBuilder();
        var error = new StringBuilder();
        var stopped = false;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (output)
                output.Append(line.Data).Append('\n');
            if (!stopped && OnOutputLine?.Invoke(line.Data) == true)
            {
                stopped = true;
                process.Kill(entireProcessTree: true);
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (error)
                error.Append(line.Data).Append('\n');
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Write(Input);
        process.StandardInput.Close();

        if (Checkpoint is { } checkpoint && !process.WaitForExit(checkpoint.After) && checkpoint.Ends())
            process.Kill(entireProcessTree: true);
        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            throw new TimeoutException(string.Create(
                CultureInfo.InvariantCulture,
                $"{this} was killed after {TimeLimit.TotalSeconds:0} s. Its last output:\n{Tail(output)}{Tail(error)}"));
        }

        // The other overload also waits for the last lines of output.
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output.ToString(), error.ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [Program, .. Arguments]);

    // Children end with this process, even if it is killed.
    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("setpriv", ["--pdeathsig", "TERM", "--", Program, .. Arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = WorkingDirectory,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }

    private static string Tail(StringBuilder text)
    {
        const int enough = 4000;
        lock (text)
            return text.Length <= enough ? text.ToString() : text.ToString(text.Length - enough, enough);
    }
}
