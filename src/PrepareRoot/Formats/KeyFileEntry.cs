using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>One <c>key=value</c> of a <see cref="KeyFile"/>, with its location.</summary>
internal sealed class KeyFileEntry
{
    private readonly string _path;

    internal KeyFileEntry(string path, int line, string group, string key, string value)
    {
        _path = path;
        Line = line;
        Group = group;
        Key = key;
        Value = value;
    }

    /// <summary>The line number, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The name of the group, without the brackets.</summary>
    public string Group { get; }

    /// <summary>The key, without white space around it.</summary>
    public string Key { get; }

    /// <summary>
    /// The text after <c>=</c> and white space, as <c>g_key_file_get_value()</c> returns it: with
    /// white space at the end of the line, and with escapes as written.
    /// </summary>
    public string Value { get; }

    /// <summary>The location, <c>path:line</c>.</summary>
    public string Location => _path + ":" + Line.Text();

    /// <summary>
    /// The value with the escapes <c>\s \n \t \r \\</c> resolved (<c>g_key_file_get_string()</c>).
    /// Any other escape is a fault.
    /// </summary>
    public Result<string> Text()
    {
        if (!TryUnescape(list: false, out var items)) return InvalidEscape();
        return items[0];
    }

    /// <summary>
    /// The value as a list (<c>g_key_file_get_string_list()</c>). Every item ends at a <c>;</c>,
    /// which the last item does not need: <c>a;b</c> and <c>a;b;</c> are equal. <c>\;</c> is a
    /// semicolon in an item. Other escapes are those of <see cref="Text"/>.
    /// </summary>
    public Result<string[]> List()
    {
        if (!TryUnescape(list: true, out var items)) return InvalidEscape();
        if (items[^1].Length == 0) items.RemoveAt(items.Count - 1);
        return items.ToArray();
    }

    /// <summary>
    /// The value as a boolean (<c>g_key_file_get_boolean()</c>): <c>true</c>, <c>1</c>,
    /// <c>false</c> or <c>0</c>, which white space may follow.
    /// </summary>
    public Result<bool> Boolean() => Value.AsSpan().TrimEnd(KeyFile.WhiteSpace) switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => Malformed("must be true or false"),
    };

    /// <summary>
    /// The fault for a value that its key does not allow. <paramref name="problem"/> continues
    /// "GROUP.KEY".
    /// </summary>
    public Fault Malformed(string problem) => new(
        FaultCode.ConfigurationMalformed,
        Location + ": " + Group + "." + Key + " " + problem + ", but is " + OffendingText.Quote(Value));

    private Fault InvalidEscape() => Malformed(@"may have no escapes but \s \n \t \r \\");

    // The last item is what follows the last separator, and may be empty.
    private bool TryUnescape(bool list, out List<string> items)
    {
        items = [];
        var item = new StringBuilder();
        for (var i = 0; i < Value.Length; i++)
        {
            var c = Value[i];
            if (c == '\\')
            {
                i++;
                switch (i < Value.Length ? Value[i] : '\0')
                {
                    case 's': c = ' '; break;
                    case 'n': c = '\n'; break;
                    case 't': c = '\t'; break;
                    case 'r': c = '\r'; break;
                    case '\\': break;
                    case ';' when list: c = ';'; break;
                    default: return false;
                }
            }
            else if (c == ';' && list)
            {
                items.Add(item.ToString());
                item.Clear();
                continue;
            }
            item.Append(c);
        }
        items.Add(item.ToString());
        return true;
    }
}
