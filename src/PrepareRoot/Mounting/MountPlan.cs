using System.Collections.Generic;
using PrepareRoot.Formats;

namespace PrepareRoot.Mounting;

/// <summary>
/// The mounts of the new root, in order. The Planner makes a plan, the Assembler executes it, and
/// <c>prepare-rootctl plan</c> prints it.
/// </summary>
/// <param name="Steps">
/// The steps. The step that mounts <c>new:/</c> precedes all steps that mount something in it.
/// </param>
internal sealed record MountPlan(IReadOnlyList<MountStep> Steps)
{
    /// <summary>Whether the disk is read-only at <c>/sysroot</c>.</summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>
    /// The size of <see cref="Area.Memory"/>, as the option <c>size</c> of tmpfs(5); null: half of
    /// the memory.
    /// </summary>
    public string? MemorySize { get; init; }

    /// <summary>
    /// The digest that determines the content of the root completely; null if there is none.
    /// </summary>
    public FsVerityDigest? Measured { get; init; }

    /// <summary>
    /// The possible paths of init, in order. The first that exists is proven to be readable when
    /// all is mounted. Empty: none is.
    /// </summary>
    public IReadOnlyList<string> Inits { get; init; } = [];

    /// <summary>Warnings for the administrator. They do not change what is mounted.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Whether a hotfix is mounted over <c>/usr</c>.</summary>
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

    /// <summary>Whether a step makes something in <see cref="Area.Memory"/>.</summary>
    public bool UsesMemory
    {
        get
        {
            foreach (var step in Steps)
            {
                if (step is MakeMountPoints)
                    return true;
            }
            return WritesTo(Area.Memory);
        }
    }

    /// <summary>Whether an overlay has its upper directory in this area.</summary>
    public bool WritesTo(Area area)
    {
        foreach (var step in Steps)
        {
            if (step.Writes?.Upper.Area == area)
                return true;
        }
        return false;
    }

    /// <summary>The steps as text, one string per step.</summary>
    public string[] ToLines()
    {
        var lines = new string[Steps.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = Steps[i].ToString();
        return lines;
    }

    /// <summary>The steps, one per line.</summary>
    public override string ToString() => string.Join('\n', ToLines());
}
