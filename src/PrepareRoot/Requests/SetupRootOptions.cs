using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// The options of composefs-rs's and bootc's setup-root, <c>--option VALUE</c> or
/// <c>--option=VALUE</c>, each at most once. Other arguments mean nothing, as there; <c>--</c>
/// makes the rest such arguments.
/// </summary>
internal static class SetupRootOptions
{
    /// <summary>Reads them.</summary>
    /// <returns>What they say, or <see cref="FaultCode.Usage"/>.</returns>
    public static Result<Invocation> Parse(string[] arguments)
    {
        var options = new Options(Options.DefaultSysroot);
        var seen = new List<string>();
        for (var i = 0; i < arguments.Length && arguments[i] != "--"; i++)
        {
            if (arguments[i].Length < 2 || arguments[i][0] != '-')
                continue;
            if (Invocation.ParseAction(arguments[i]) is { } action)
                return new Invocation(action, options);
            var equals = arguments[i].IndexOf('=', StringComparison.Ordinal);
            var option = equals < 0 ? arguments[i] : arguments[i][..equals];
            if (option is not ("--sysroot" or "--config" or "--root-fs" or "--cmdline" or "--target"))
                return new Fault(FaultCode.Usage, "there is no option " + OffendingText.Quote(option));
            if (seen.Contains(option))
                return new Fault(FaultCode.Usage, option + " is given more than once");
            seen.Add(option);
            string value;
            if (equals >= 0)
                value = arguments[i][(equals + 1)..];
            // What looks like an option is taken for one, not for the value of another whose own
            // was forgotten.
            else if (i + 1 < arguments.Length && !arguments[i + 1].StartsWith('-'))
                value = arguments[++i];
            else
                return new Fault(FaultCode.Usage, option + " needs a value");
            if (option != "--cmdline" && !value.StartsWith('/'))
                return new Fault(FaultCode.Usage, option + " must be an absolute path, but is " + OffendingText.Quote(value));
            options = option switch
            {
                "--sysroot" => options with { Sysroot = value },
                "--config" => options with { SetupConfiguration = value },
                "--root-fs" => options with { RootTree = value },
                "--target" => options with { Target = value },
                _ => options with { CommandLine = value },
            };
        }
        return options.Target?.TrimEnd('/') == options.Sysroot.TrimEnd('/')
            ? new Fault(FaultCode.Usage, "--target is where the disk is: without it, the new root takes the disk's place")
            : new Invocation(Action.Prepare, options);
    }
}
