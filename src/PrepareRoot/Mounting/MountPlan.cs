using System.Collections.Generic;

namespace PrepareRoot.Mounting;

/// <summary>What will be mounted, in order. The Planner makes it, the Assembler carries it out, anyone may print it.</summary>
/// <param name="Steps">The steps. The one that mounts <c>new:/</c> comes before all that mount in it.</param>
internal sealed record MountPlan(IReadOnlyList<MountStep> Steps)
{
    /// <summary>Whether <c>/usr</c> has changes that no image vouches for.</summary>
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

    /// <summary>Whether an overlay of it writes to this tree.</summary>
    public bool Uses(Area area)
    {
        foreach (var step in Steps)
        {
            var writes = step switch { MountRoot root => root.Writes, MountOverlay overlay => overlay.Writes, _ => null };
            if (writes?.Upper.Area == area)
                return true;
        }
        return false;
    }

    /// <summary>One step a line.</summary>
    public override string ToString()
    {
        var lines = new string[Steps.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Steps[i].ToString();
        return string.Join('\n', lines);
    }
}
