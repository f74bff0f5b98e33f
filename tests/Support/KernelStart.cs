using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.Support;

/// <summary>
/// An emulated kernel sometimes hangs before it starts any program, above all on a busy host. This
/// is not a failure of what is tested, so such a machine may be started again. A machine whose user
/// space printed anything may not.
/// </summary>
public static partial class KernelStart
{
    /// <summary>
    /// Whether a program ran: the console has a line that is not the kernel's, or anything was
    /// written to the report.
    /// </summary>
    /// <param name="console">What the machine printed on its console.</param>
    /// <param name="report">What it wrote to its second serial port.</param>
    public static bool IsOver(string console, string report) =>
        report.Length > 0 || console.Split('\n').Any(line => line.Length > 0 && !KernelLine().IsMatch(line));

    // With six digits of a second, as printk stamps it: "[    1.234567] ".
    [GeneratedRegex(@"^\[ *\d+\.\d{6}\]")]
    private static partial Regex KernelLine();
}
