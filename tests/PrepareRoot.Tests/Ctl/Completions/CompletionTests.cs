using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl;
using PrepareRoot.Faults;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>The files in <c>config/completions</c>.</summary>
public class CompletionTests
{
    private static readonly string _codes = string.Join(' ', FaultCode.All.Select(code => code.Name));
    private static readonly string _commands = string.Join(' ', CommandLine.Commands().Subcommands.Select(command => command.Name));

    // What is typed before the key for completion; _ is a space at its end.
    public static TheoryData<string, string> Lines => new()
    {
        { "_", _commands },
        { "pub", "public-key" },
        { "ex", "explain" },
        { "--v", "--version" },
        { "digest --", "--against --algorithm --help --json" },
        { "sign --al", "--algorithm" },
        { "digest --algorithm _", "sha256 sha512" },
        { "digest --algorithm=_", "sha256 sha512" },
        { "digest --algorithm=sha5", "sha512" },
        { "explain _", _codes },
        { "explain --json image-d", "image-damaged image-digest-differs" },
        { "verify --signature _", "" },
        { "initramfs _", "" },
        { "digest _", "FILES" },
        { "sign --key _", "FILES" },
        { "sign --key=_", "FILES" },
        { "initramfs --root _", "DIRECTORIES" },
        { "digest explain _", "FILES" },
    };

    /// <summary><c>make docs</c> writes the files.</summary>
    [Fact]
    public void The_completions_are_those_of_the_commands()
    {
        var program = CompletedCommand.Of(CommandLine.Commands());
        foreach (var (name, text) in ((string, string)[])[
            ("prepare-rootctl.bash", BashCompletion.Print(program)),
            ("_prepare-rootctl", ZshCompletion.Print(program)),
            ("prepare-rootctl.fish", FishCompletion.Print(program))])
        {
            var path = Checkout.File("config/completions/" + name);
            if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
                File.WriteAllText(path, text);
            Assert.Equal(text, File.ReadAllText(path));
        }
    }

    // bash splits the line into words at = too, as the variable COMP_WORDBREAKS says.
    [Theory]
    [MemberData(nameof(Lines))]
    public void Bash_completes(string line, string words)
    {
        var typed = ("prepare-rootctl " + line.TrimEnd('_')).Replace("=", " = ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (line.EndsWith(" _", StringComparison.Ordinal) || line == "_")
            typed = [.. typed, ""];
        const string script = """
            . "$1"
            compopt() { case $2 in default) COMPREPLY=(FILES) ;; dirnames) COMPREPLY=(DIRECTORIES) ;; esac }
            COMP_WORDS=("${@:2}")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _prepare_rootctl
            echo "${COMPREPLY[*]}"
            """;

        var output = Command.Run("bash", ["-euc", script, "bash", Checkout.File("config/completions/prepare-rootctl.bash"), .. typed]);

        Assert.Equal(Sorted(words), Sorted(output.TrimEnd('\n')));
    }

    // complete -C prints a candidate and its description on each line.
    [RequiresTheory(Needs.Fish)]
    [MemberData(nameof(Lines))]
    public void Fish_completes(string line, string words)
    {
        if (words is "FILES" or "DIRECTORIES")
            return;
        const string script = "source $argv[1]; complete -C $argv[2]";

        var output = Command.Run("fish", "--no-config", "-c", script, Checkout.File("config/completions/prepare-rootctl.fish"), "prepare-rootctl " + line.TrimEnd('_'));

        var candidates = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(candidate => candidate.Split('\t')[0]);
        Assert.Equal(Sorted(words), Sorted(string.Join(' ', candidates.Select(candidate => candidate[(candidate.IndexOf('=', StringComparison.Ordinal) + 1)..]))));
    }

    [RequiresFact(Needs.Zsh)]
    public void Zsh_parses_the_file()
    {
        var result = new Command("zsh", "-fn", Checkout.File("config/completions/_prepare-rootctl")).RunToAnyEnd();
        Assert.Equal((0, "", ""), (result.ExitStatus, result.Output, result.Error));
    }

    private static string Sorted(string words) => string.Join(' ', words.Split(' ').Order(StringComparer.Ordinal));
}
