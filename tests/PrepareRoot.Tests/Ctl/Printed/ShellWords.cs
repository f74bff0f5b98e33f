using System;
using System.Collections.Generic;
using System.Text;

namespace PrepareRoot.Tests.Ctl.Printed;

/// <summary>The words of the first command of a shell's line.</summary>
internal static class ShellWords
{
    /// <summary>Splits it, up to a pipe, a redirection, a list or a comment.</summary>
    internal static List<string> Of(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quote = '\0';
        foreach (var character in line)
        {
            if (quote != '\0' && character == quote)
                quote = '\0';
            else if (quote != '\0')
                word!.Append(character);
            else if (character is '\'' or '"')
                (quote, word) = (character, word ?? new StringBuilder());
            else if (character is '|' or ';' or '&' or '>' or '<' or '(' or ')' || (character == '#' && word is null))
                break;
            else if (character is not (' ' or '\t'))
                (word ??= new StringBuilder()).Append(character);
            else
                Add();
        }
        Add();
        return quote == '\0' ? words : throw new FormatException("a quote is open: " + line);

        void Add()
        {
            if (word is not null)
                words.Add(word.ToString());
            word = null;
        }
    }
}
