using System.Collections.Generic;
using PrepareRoot.Formats;

namespace PrepareRoot.Mounting;

/// <summary>
/// What will be mounted, in order: data that the Planner makes, the Assembler carries out and
/// anybody can print.
/// </summary>
/// <param name="Steps">
/// The steps. The one that mounts <c>new:/</c> comes before all that mount something in it.
/// </param>
internal sealed record MountPlan(IReadOnlyList<MountStep> Steps)
{
    /// <summary>Whether the disk is read-only at <c>/sysroot</c>.</summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>The digest that describes the root completely; null if there is none.</summary>
    public FsVerityDigest? Measured { get; init; }

    /// <summary>What is odd about it but changes nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether <c>/usr</c> has changes that are not in the image.</summary>
    public bool HasHotfix
    {
        get
        {
            foreach (var step in Steps)
            {
                if (step is MountHotfix)
                    return true;
            }
            return false;
        }
    }

    /// <summary>Whether an overlay of it writes to this area.</summary>
    public bool WritesTo(Area area)
    {
        foreach (var step in Steps)
        {
            if (step.Writes?.Upper.Area == area)
                return true;
        }
        return false;
    }

    /// <summary>The steps as text, an element each.</summary>
    public string[] ToLines()
    {
        var lines = new string[Steps.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Steps[i].ToString();
        return lines;
    }

    /// <summary>The steps, one a line.</summary>
    public override string ToString() => string.Join('\n', ToLines());
}
