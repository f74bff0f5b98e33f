using System;
using System.Collections.Generic;

namespace PrepareRoot.Requests;

/// <summary>
/// The kernel command line, split by the kernel's own rules (<c>next_arg()</c> in
/// <c>lib/cmdline.c</c>). Arguments are separated by white space outside double quotes. Quotes
/// around the whole argument or around its value are not part of it. There is no escape character.
/// Two rules of the kernel do not apply here: the kernel passes arguments after <c>--</c> to init,
/// and it treats <c>-</c> and <c>_</c> in a key as equal. Here all arguments are listed, and keys
/// are compared exactly.
/// </summary>
internal sealed class KernelCommandLine
{
    private readonly KernelArgument[] _arguments;

    private KernelCommandLine(KernelArgument[] arguments) => _arguments = arguments;

    /// <summary>All arguments, in order.</summary>
    public ReadOnlySpan<KernelArgument> Arguments => _arguments;

    /// <summary>Splits a command line. Any text is valid. A NUL ends it.</summary>
    /// <param name="text">
    /// The content of <c>/proc/cmdline</c>. The kernel splits bytes and treats A0 as white space.
    /// So it ends an argument at a byte A0 inside a UTF-8 character, and this method does so only
    /// if the text was decoded as Latin-1.
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

    /// <summary>The values of all arguments <c>KEY=VALUE</c>, in order.</summary>
    public string[] All(string key)
    {
        var values = new List<string>();
        foreach (ref readonly var argument in Arguments)
        {
            if (argument.Value is not null && argument.Key == key) values.Add(argument.Value);
        }
        return values.ToArray();
    }

    /// <summary>Whether an argument has this key, with or without a value.</summary>
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
        var equals = 0; // An equals sign at the start is part of the key, because the kernel uses 0 for "not found".
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

    // The kernel's isspace() is for Latin-1 (lib/ctype.c). It includes the no-break space.
    private static bool IsSpace(char c) => c is ' ' or (>= '\t' and <= '\r') or '\u00a0';
}
