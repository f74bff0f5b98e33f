using System;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// What is started in the new root: <c>init=</c> of the kernel command line. The kernel takes it,
/// and so does what switches from an initramfs to the new root (<c>systemctl(1)</c>, switch-root).
/// Without it, it is <c>/sbin/init</c>.
/// </summary>
/// <param name="Path">The path in the new root.</param>
/// <param name="Argument">The argument that names it; null: none does.</param>
internal sealed record InitPath(string Path, string? Argument)
{
    private const string Key = "init";

    private static readonly InitPath _default = new("/sbin/init", null);

    // Without an initramfs, init= names prepare-root on the disk, which starts /sbin/init.
    private static readonly string[] _bootPrograms = ["prepare-root", "ostree-prepare-root"];

    /// <summary>Finds it. The last argument counts; an empty one is none.</summary>
    internal static InitPath Of(string commandLine)
    {
        var init = _default;
        foreach (ref readonly var argument in KernelCommandLine.Parse(commandLine).Arguments)
        {
            if (argument.Key == Key && argument.Value is { } path)
                init = path.Length == 0 ? _default : new InitPath("/" + path.TrimStart('/'), Key + "=" + path);
        }
        return Array.IndexOf(_bootPrograms, init.Path[(init.Path.LastIndexOf('/') + 1)..]) < 0 ? init : _default;
    }
}
