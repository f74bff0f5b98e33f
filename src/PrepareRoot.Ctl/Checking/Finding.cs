using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Checking;

/// <summary>Something that is wrong.</summary>
/// <param name="Code">A code of <see cref="FindingCodes"/>, or that of a fault of the boot.</param>
/// <param name="Effect">What follows: one of <see cref="Verdicts"/>, but not boots.</param>
/// <param name="Cause">One sentence: what was expected, what was found.</param>
internal sealed record Finding(string Code, string Effect, string Cause)
{
    /// <summary>
    /// The file in the image that it is about, escaped; null if it is about none.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>How many more files have the same object.</summary>
    public long More { get; init; }

    /// <summary>The object, escaped: its path from the directory of the objects.</summary>
    public string? Object { get; init; }

    /// <summary>What to do about it; null if nothing is known.</summary>
    public string? Remedy { get; init; }

    /// <summary>A fault for which the boot would be refused.</summary>
    internal static Finding Refused(Fault fault) => new(fault.Code.Name, Verdicts.Refused, fault.Cause) { Remedy = fault.Code.Remedy };

    /// <summary>A fault that the boot does not see.</summary>
    internal static Finding Damaged(Fault fault) => new(fault.Code.Name, Verdicts.Damaged, fault.Cause) { Remedy = fault.Code.Remedy };
}

/// <summary>The stable codes of what no fault of the boot is about.</summary>
internal static class FindingCodes
{
    /// <summary>An object is missing.</summary>
    internal const string ObjectMissing = "object-missing";

    /// <summary>An object is a link, a directory, a FIFO…</summary>
    internal const string ObjectNotRegular = "object-not-regular";

    /// <summary>An object has another size than the image says.</summary>
    internal const string ObjectSize = "object-size";

    /// <summary>An object has another digest than the image says.</summary>
    internal const string ObjectDiffers = "object-differs";

    /// <summary>An object has no fs-verity, and the policy requires it.</summary>
    internal const string ObjectNoVerity = "object-no-verity";

    /// <summary>The image has no digest for an object, and the policy requires one.</summary>
    internal const string ObjectNoDigest = "object-no-digest";

    /// <summary>An object can't be read.</summary>
    internal const string ObjectUnreadable = "object-unreadable";

    /// <summary>The kernel can't do what the boot needs, or a module of it is missing.</summary>
    internal const string KernelLacks = "kernel-lacks-feature";

    /// <summary>The disk was changed during the check.</summary>
    internal const string DiskChanged = "disk-changed";

    /// <summary>A boot entry, or what it names, can't be read.</summary>
    internal const string EntryUnreadable = "entry-unreadable";
}

/// <summary>The verdicts, and the effects of findings.</summary>
internal static class Verdicts
{
    /// <summary>It boots.</summary>
    internal const string Boots = "boots";

    /// <summary>It boots, but files of it can't be read, or have other content.</summary>
    internal const string Damaged = "damaged";

    /// <summary>It can't be found out.</summary>
    internal const string Unknown = "unknown";

    /// <summary>It would not boot.</summary>
    internal const string Refused = "refused";

    private static readonly string[] _order = [Boots, Damaged, Unknown, Refused];

    /// <summary>The worse of two.</summary>
    internal static string Worse(string one, string other) => Rank(one) >= Rank(other) ? one : other;

    /// <summary>How bad it is.</summary>
    internal static int Rank(string verdict) => System.Array.IndexOf(_order, verdict);
}
