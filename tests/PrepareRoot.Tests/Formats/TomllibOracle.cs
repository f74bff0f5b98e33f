using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>What Python's tomllib makes of documents.</summary>
internal static class TomllibOracle
{
    // A document in hex on each line; the answer has a line for each: "refused", or key:value pairs
    // in hex.
    private const string Script = """
        import re, sys, tomllib

        def collect(table, prefix, out):
            for part, value in table.items():
                quoted = part if re.fullmatch('[A-Za-z0-9_-]+', part) else '"' + part.replace('\\', '\\\\').replace('"', '\\"') + '"'
                key = prefix + '.' + quoted if prefix else quoted
                if isinstance(value, dict):
                    collect(value, key, out)
                elif isinstance(value, str):
                    out.append((key, 'string ' + value.replace('\r\n', '\n')))
                elif isinstance(value, bool):
                    out.append((key, 'boolean ' + str(value).lower()))

        for line in sys.stdin:
            out = []
            try:
                collect(tomllib.loads(bytes.fromhex(line).decode()), '', out)
                print(' '.join(['accepted'] + [k.encode().hex() + ':' + v.encode().hex() for k, v in out]))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                print('refused')
        """;

    /// <summary>
    /// For each document its strings and booleans as <see cref="TomlynOracle.Read"/> has them, or
    /// null: refused.
    /// </summary>
    internal static List<SortedDictionary<string, string>?> Read(IReadOnlyCollection<byte[]> documents)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        using var python = Process.Start(start)!;
        var lines = python.StandardOutput.ReadToEndAsync();
        foreach (var document in documents) python.StandardInput.WriteLine(Convert.ToHexString(document));
        python.StandardInput.Close();
        var answers = lines.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();
        Assert.Equal((0, documents.Count), (python.ExitCode, answers.Length));
        return [.. answers.Select(Decode)];
    }

    private static SortedDictionary<string, string>? Decode(string answer)
    {
        var words = answer.Split(' ');
        if (words[0] == "refused") return null;
        Assert.Equal("accepted", words[0]);
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in words[1..])
        {
            var colon = pair.IndexOf(':');
            values.Add(Text(pair[..colon]), Text(pair[(colon + 1)..]));
        }
        return values;
    }

    private static string Text(string hex) => Encoding.UTF8.GetString(Convert.FromHexString(hex));
}
