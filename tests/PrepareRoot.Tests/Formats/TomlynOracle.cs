using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Formats;
using Tomlyn;
using Tomlyn.Parsing;

namespace PrepareRoot.Tests.Formats;

/// <summary>
/// What Tomlyn and our own reader make of a document, in a form in which they can be compared.
/// </summary>
internal static class TomlynOracle
{
    /// <summary>
    /// The strings and booleans that are in no array, by their whole key; null if Tomlyn refuses
    /// the document, with <paramref name="problem"/>.
    /// </summary>
    internal static SortedDictionary<string, string>? Read(string document, out string problem)
    {
        problem = "";
        try
        {
            // The syntax tree knows what is defined twice; the model does not.
            var tree = SyntaxParser.Parse(document, "f", validate: true);
            if (!tree.HasErrors)
            {
                var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
                Collect("", TomlSerializer.Deserialize<Tomlyn.Model.TomlTable>(document)!, values);
                return values;
            }
            problem = tree.Diagnostics[0].Message;
        }
        // Tomlyn throws the latter for some escapes of a surrogate.
        catch (Exception e) when (e is TomlException or ArgumentOutOfRangeException)
        {
            problem = e.Message;
        }
        return null;
    }

    /// <summary>The same by our reader.</summary>
    internal static SortedDictionary<string, string>? ReadOurs(string document, out string problem) => ReadOurs(Encoding.UTF8.GetBytes(document), out problem);

    internal static SortedDictionary<string, string>? ReadOurs(byte[] document, out string problem)
    {
        problem = "";
        if (!TomlFile.Parse("f", document).Try(out var file, out var fault))
        {
            problem = fault.Cause;
            return null;
        }
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in file.Entries)
        {
            if (entry.Kind is TomlKind.Text or TomlKind.Boolean) values.Add(entry.Key, Value(entry.Kind == TomlKind.Text, entry.Text));
        }
        return values;
    }

    /// <summary>A parser may keep or change the newlines in a string.</summary>
    internal static string Value(bool isText, string text) => isText ? "string " + text.Replace("\r\n", "\n") : "boolean " + text;

    private static void Collect(string table, Tomlyn.Model.TomlTable model, SortedDictionary<string, string> values)
    {
        foreach (var (part, value) in model)
        {
            var key = (table.Length == 0 ? "" : table + ".") + Quoted(part);
            if (value is Tomlyn.Model.TomlTable inner)
                Collect(key, inner, values);
            else if (value is string text)
                values.Add(key, Value(true, text));
            else if (value is bool boolean)
                values.Add(key, Value(false, boolean ? "true" : "false"));
        }
    }

    private static string Quoted(string part)
    {
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return "\"" + part.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
        }
        return part.Length == 0 ? "\"\"" : part;
    }
}
