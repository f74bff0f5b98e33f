using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Xunit;

namespace PrepareRoot.Fuzz.Differential;

/// <summary>What GLib reads in documents, through Debian's Python bindings of it.</summary>
internal static class GLibOracle
{
    /// <summary>The program of Debian's <c>python3-gi</c>.</summary>
    internal const string Python = "/usr/bin/python3";

    // A kind and a document in hex on each line; the answer has a line for each.
    private const string Script = """
        import sys
        import gi
        gi.require_version('GLib', '2.0')
        from gi.repository import GLib

        # Alone, get_data() takes no empty array.
        def octets(variant):
            return bytes(variant.get_child_value(i).get_byte() for i in range(variant.n_children())).hex()

        def read(kind, document):
            data = GLib.Bytes.new(document)
            if kind == 'keyfile':
                file = GLib.KeyFile()
                try:
                    file.load_from_bytes(data, GLib.KeyFileFlags.NONE)
                    entries = [(g, k, file.get_value(g, k)) for g in file.get_groups()[0] for k in file.get_keys(g)[0]]
                except GLib.Error:
                    return ['refused']
                return ['read'] + sorted({':'.join(text.encode().hex() for text in entry) for entry in entries})
            type = '(a{sv}aya(say)sstayay)' if kind == 'commit' else 'a{sv}'
            value = GLib.Variant.new_from_bytes(GLib.VariantType.new(type), data, False)
            answer = ['normal' if value.is_normal_form() else 'other']
            metadata = value.get_child_value(0) if kind == 'commit' else value
            def find(key, type):
                return metadata.lookup_value(key, GLib.VariantType.new(type))
            if kind == 'commit':
                digest = find('ostree.composefs.digest.v0', 'ay')
                answer += [octets(value.get_child_value(1)), str(int.from_bytes(value.get_child_value(5).get_uint64().to_bytes(8, sys.byteorder), 'big')),
                    'none' if digest is None else octets(digest), str(find('ostree.container.image-config', 's') is not None)]
            else:
                signatures = find('ostree.sign.ed25519', 'aay')
                answer += [] if signatures is None else [octets(signatures.get_child_value(i)) for i in range(signatures.n_children())]
            return answer

        for line in sys.stdin:
            kind, document = line.rstrip('\n').split(' ')
            print(','.join(read(kind, bytes.fromhex(document))))
        """;

    /// <summary>For each document, the words that GLib's answer consists of.</summary>
    internal static List<string[]> Read(string kind, IReadOnlyCollection<byte[]> documents)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Script);
        using var python = Process.Start(start)!;
        var lines = python.StandardOutput.ReadToEndAsync();
        foreach (var document in documents)
            python.StandardInput.WriteLine(kind + " " + Convert.ToHexString(document));
        python.StandardInput.Close();
        var answers = lines.GetAwaiter().GetResult().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        python.WaitForExit();
        Assert.Equal((0, documents.Count), (python.ExitCode, answers.Length));
        return [.. answers.Select(answer => answer.Split(','))];
    }
}
