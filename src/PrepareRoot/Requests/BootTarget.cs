using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>The layout and the deployment that the kernel command line names.</summary>
/// <param name="Backend">The layout.</param>
/// <param name="DeploymentLink">
/// For libostree, the link to the deployment, relative to the root of the disk. Otherwise null.
/// </param>
internal sealed record BootTarget(Backend Backend, string? DeploymentLink)
{
    /// <summary>
    /// Finds the target in libostree's order: <c>androidboot.slot_suffix=</c>, any other
    /// <c>androidboot.</c> argument, <c>ostree=</c>.
    /// </summary>
    internal static Result<BootTarget> Find(KernelCommandLine commandLine)
    {
        var android = false;
        foreach (ref readonly var argument in commandLine.Arguments)
        {
            if (argument.Key == RootArguments.AndroidSlot)
            {
                return argument.Value switch
                {
                    "_a" => new BootTarget(Backend.Ostree, "ostree/root.a"),
                    "_b" => new BootTarget(Backend.Ostree, "ostree/root.b"),
                    _ => new Fault(
                        FaultCode.KernelArgumentMalformed,
                        "androidboot.slot_suffix= must be _a or _b, but the argument is " + OffendingText.Quote(argument.Text)),
                };
            }
            android |= argument.Key.StartsWith("androidboot.", StringComparison.Ordinal);
        }
        if (android)
            return new BootTarget(Backend.Ostree, "ostree/root.a");
        if (commandLine.First(RootArguments.Ostree) is not { } link)
            return new BootTarget(Backend.Composefs, null);
        var relative = link.TrimStart('/');
        if (relative.Length == 0)
        {
            return new Fault(
                FaultCode.KernelArgumentMalformed,
                "ostree= must name a deployment's link, but the argument is " + OffendingText.Quote("ostree=" + link));
        }
        return new BootTarget(Backend.Ostree, relative);
    }
}
