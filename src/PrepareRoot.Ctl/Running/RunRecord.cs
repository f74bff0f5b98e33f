using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.Running;

/// <summary>
/// The record that a boot leaves in <c>/run/prepare-root.json</c>. <see cref="BootRecord"/> writes
/// it.
/// </summary>
internal sealed record RunRecord
{
    /// <summary>ostree or composefs.</summary>
    [JsonPropertyName("backend")]
    public required string Backend { get; init; }

    /// <summary>The deployment's directory, from the root of the disk.</summary>
    [JsonPropertyName("deployment")]
    public required string Deployment { get; init; }

    /// <summary>The strictness.</summary>
    [JsonPropertyName("enabled")]
    public required string Enabled { get; init; }

    /// <summary>Whether the root is a composefs image.</summary>
    [JsonPropertyName("composefs")]
    public required bool IsImage { get; init; }

    /// <summary>The image, from the root of the disk.</summary>
    [JsonPropertyName("image")]
    public string? Image { get; init; }

    /// <summary>Its digest.</summary>
    [JsonPropertyName("digest")]
    public string? Digest { get; init; }

    /// <summary>none, integrity, command-line or signature.</summary>
    [JsonPropertyName("trust")]
    public required string Trust { get; init; }

    /// <summary>Whether every file must have fs-verity.</summary>
    [JsonPropertyName("verity-required")]
    public bool RequiresVerity { get; init; }

    /// <summary>read-only, transient or transient-ro.</summary>
    [JsonPropertyName("root-mode")]
    public required string RootMode { get; init; }

    /// <summary>Whether a hotfix is mounted over <c>/usr</c>.</summary>
    [JsonPropertyName("hotfix")]
    public bool Hotfix { get; init; }

    /// <summary>Whether the disk is read-only at <c>/sysroot</c>.</summary>
    [JsonPropertyName("sysroot-readonly")]
    public bool SysrootReadOnly { get; init; }

    /// <summary>The mounts, a line each.</summary>
    [JsonPropertyName("plan")]
    public required IReadOnlyList<string> Plan { get; init; }

    /// <summary>Reads the record of the running root.</summary>
    /// <param name="isOfAnother">Whether there is one, but of another root.</param>
    /// <returns>The record; null if there is none of this root.</returns>
    internal static RunRecord? Read(out bool isOfAnother)
    {
        isOfAnother = false;
        if (Files.Status(null, StaleRecord.Path, out _) == Errno.ENOENT)
            return null;
        using var file = InputFile.Open(StaleRecord.Path);
        var buffer = new byte[RunDirectory.JsonBound + 1];
        var text = Encoding.UTF8.GetString(buffer, 0, file.ReadAll(buffer));
        var errno = Files.Status(null, "/", out var status);
        if (errno != Errno.None)
            throw new FailureException("/: " + errno.Message());
        isOfAnother = !BootRecord.Describes(text, status);
        return isOfAnother ? null : Parse(StaleRecord.Path, text);
    }

    /// <summary>Parses the text of a record.</summary>
    internal static RunRecord Parse(string path, string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, CtlJson.Default.RunRecord)
                ?? throw new FailureException(path + ": must be the record of a boot, but is null");
        }
        catch (JsonException e)
        {
            throw new FailureException(path + ": must be the record of a boot, but is not: " + OffendingText.Quote(e.Message));
        }
    }
}
