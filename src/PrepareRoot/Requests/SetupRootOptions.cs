using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// The options of composefs-rs's and bootc's setup-root, <c>--option VALUE</c> or
/// <c>--option=VALUE</c>, each at most once. As there, other arguments are ignored, and so is
/// everything after <c>--</c>.
/// </summary>
internal static class SetupRootOptions
{
    /// <summary>Parses the arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="findDirectory">As in <see cref="PathArgument"/>.</param>
    /// <returns>The action and the options, or <see cref="FaultCode.Usage"/>.</returns>
    public static Result<Invocation> Parse(string[] arguments, Func<string?> findDirectory)
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
            // An argument that begins with a hyphen is never a value: more likely the value was
            // forgotten.
            else if (i + 1 < arguments.Length && !arguments[i + 1].StartsWith('-'))
                value = arguments[++i];
            else
                return new Fault(FaultCode.Usage, option + " needs a value");
            if (option != "--cmdline" && !PathArgument.Resolve(option, value, findDirectory).Try(out value!, out var fault))
                return fault;
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
            ? new Fault(FaultCode.Usage, "--target must differ from the mount point of the disk; without --target, the new root replaces the disk")
            : new Invocation(Action.Prepare, options);
    }
}
