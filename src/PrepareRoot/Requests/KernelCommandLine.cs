using System;
using System.Collections.Generic;

namespace PrepareRoot.Requests;

/// <summary>
/// The kernel command line, split by the kernel's own rules (<c>next_arg()</c> in
/// <c>lib/cmdline.c</c>), so that what we read is what the kernel reads: arguments are separated by
/// white space outside double quotes, and quotes around the whole argument or around its value are
/// not part of it. There is no escape. Two things are left to the reader of an argument: the kernel
/// hands what follows <c>--</c> to init, and takes <c>-</c> and <c>_</c> in a key for the same;
/// here all arguments are listed, and keys are compared whole and exactly.
/// </summary>
internal sealed class KernelCommandLine
{
    private readonly KernelArgument[] _arguments;

    private KernelCommandLine(KernelArgument[] arguments) => _arguments = arguments;

    /// <summary>All arguments, in their order.</summary>
    public ReadOnlySpan<KernelArgument> Arguments => _arguments;

    /// <summary>Splits a command line. Nothing is malformed; a NUL ends it.</summary>
    /// <param name="text">
    /// The content of <c>/proc/cmdline</c>. The kernel goes by bytes and takes A0 for white space:
    /// only where one stands within a UTF-8 character does it see another end of an argument than
    /// this, unless the text was decoded as Latin-1.
    /// </param>
    public static KernelCommandLine Parse(string text)
    {
        var end = text.IndexOf('\0');
        var rest = end < 0 ? text.AsSpan() : text.AsSpan(0, end);
        var arguments = new List<KernelArgument>();
        while (!(rest = SkipSpaces(rest)).IsEmpty)
        {
            arguments.Add(Next(ref rest));
        }
        return new KernelCommandLine(arguments.ToArray());
    }

    /// <summary>The value of the first argument <c>KEY=VALUE</c>; null if there is none.</summary>
    public string? First(string key)
    {
        foreach (ref readonly var argument in Arguments)
        {
            if (argument.Value is not null && argument.Key == key) return argument.Value;
        }
        return null;
    }

    /// <summary>The values of all arguments <c>KEY=VALUE</c>, in their order.</summary>
    public string[] All(string key)
    {
        var values = new List<string>();
        foreach (ref readonly var argument in Arguments)
        {
            if (argument.Value is not null && argument.Key == key) values.Add(argument.Value);
        }
        return values.ToArray();
    }

    /// <summary>Whether <paramref name="key"/> is there, with a value or without.</summary>
    public bool Has(string key)
    {
        foreach (ref readonly var argument in Arguments)
        {
            if (argument.Key == key) return true;
        }
        return false;
    }

    private static KernelArgument Next(ref ReadOnlySpan<char> rest)
    {
        var quoted = rest[0] == '"';
        var start = quoted ? 1 : 0;
        var inQuotes = quoted;
        var equals = 0; // An equals sign in the first place is part of the key: the kernel takes 0 for "none yet".
        var i = start;
        for (; i < rest.Length && (inQuotes || !IsSpace(rest[i])); i++)
        {
            if (equals == 0 && rest[i] == '=') equals = i - start;
            if (rest[i] == '"') inQuotes = !inQuotes;
        }

        var text = rest[..i];
        var argument = rest[start..i];
        rest = rest[i..];

        if (equals == 0) return new KernelArgument(StripQuote(argument, quoted), null, text.ToString());

        var value = argument[(equals + 1)..];
        if (value.StartsWith('"'))
        {
            value = value[1..];
            quoted = true;
        }
        return new KernelArgument(argument[..equals].ToString(), StripQuote(value, quoted), text.ToString());
    }

    private static string StripQuote(ReadOnlySpan<char> text, bool quoted) =>
        (quoted && text.EndsWith('"') ? text[..^1] : text).ToString();

    private static ReadOnlySpan<char> SkipSpaces(ReadOnlySpan<char> text)
    {
        var i = 0;
        while (i < text.Length && IsSpace(text[i])) i++;
        return text[i..];
    }

    // isspace() of the kernel is that of Latin-1 (lib/ctype.c), with the no-break space in it.
    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or '\u00a0';
}
