using System;
using System.IO;

namespace PrepareRoot.Ctl;

/// <summary>
/// The colours of text that a person reads: escape sequences of ECMA-48 (SGR) on a terminal,
/// nothing anywhere else. <c>NO_COLOR</c> in the environment turns them off (no-color.org), and so
/// does <c>TERM=dumb</c>.
/// </summary>
/// <param name="coloured">Whether there are colours.</param>
internal sealed class TerminalStyle(bool coloured)
{
    private const string Reset = "\e[0m";

    /// <summary>The style for an output.</summary>
    internal static TerminalStyle For(TextWriter output) => new(
        output is StandardStream { IsTerminal: true }
        && Environment.GetEnvironmentVariable("NO_COLOR") is null or ""
        && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    /// <summary>What the eye should find first.</summary>
    internal string Strong(string text) => Paint("\e[1m", text);

    /// <summary>What is of less interest: where something is from.</summary>
    internal string Faint(string text) => Paint("\e[2m", text);

    /// <summary>What is good.</summary>
    internal string Good(string text) => Paint("\e[32m", text);

    /// <summary>What needs attention.</summary>
    internal string Warning(string text) => Paint("\e[33m", text);

    /// <summary>What is wrong.</summary>
    internal string Bad(string text) => Paint("\e[31m", text);

    private string Paint(string colour, string text) => coloured && text.Length > 0 ? colour + text + Reset : text;
}
