using System;
using System.CommandLine;
using System.Linq;
using PrepareRoot.Ctl.Sealing;

namespace PrepareRoot.Ctl.Commands;

/// <summary>
/// The options of <c>seal</c> for a unified kernel image. But for <c>--uki</c> they have the names of
/// those of <c>ukify(1)</c>.
/// </summary>
internal sealed class UkiOptions
{
    private readonly Option<string?> _uki = FileOption("--uki", "Make a unified kernel image that boots the deployment, with ukify.");
    private readonly Option<string?> _linux = FileOption("--linux", "Its kernel; default: that of TREE.");
    private readonly Option<string[]> _initrd = new("--initrd")
    {
        Description = "Its initramfs; default: that of TREE. May be repeated.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _commandLine = new("--cmdline")
    {
        Description = "Its kernel arguments beside those of the deployment.",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _key = FileOption("--secureboot-private-key", "Sign it for Secure Boot with this key.");
    private readonly Option<string?> _certificate = FileOption("--secureboot-certificate", "The certificate of that key.");

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        Option[] all = [_uki, _linux, _initrd, _commandLine, _key, _certificate];
        foreach (var option in all)
            command.Add(option);
        _initrd.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError("--initrd must name a file, but is empty");
        });
        command.Validators.Add(result =>
        {
            if (result.GetResult(_uki) is null && Array.Find(all, option => result.GetResult(option) is not null) is { } alone)
                result.AddError(alone.Name + " needs --uki");
            if (result.GetResult(_key) is null != result.GetResult(_certificate) is null)
                result.AddError("--secureboot-private-key and --secureboot-certificate need each other");
        });
    }

    /// <summary>What the options ask for; null: no image.</summary>
    internal UkiRequest? Read(ParseResult parsed) => parsed.GetValue(_uki) is not { } output ? null : new UkiRequest(output)
    {
        Linux = parsed.GetValue(_linux),
        Initrds = parsed.GetValue(_initrd) ?? [],
        CommandLine = parsed.GetValue(_commandLine) ?? "",
        Signer = parsed.GetValue(_key) is { } key ? (key, parsed.GetValue(_certificate)!) : null,
    };

    private static Option<string?> FileOption(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.RefuseEmpty("a file");
        return option;
    }
}
