using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Ctl.Running;

namespace PrepareRoot.Ctl.Planning;

/// <summary>
/// The JSON of reports, by source generation: there is no reflection in the program.
/// </summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CheckReport))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ImageFileReport))]
[JsonSerializable(typeof(ImageObjectReport))]
[JsonSerializable(typeof(PlanReport))]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(WhyReport))]
internal sealed partial class CtlJson : JsonSerializerContext
{
    /// <summary>For reports that are parts of a list, each in one line.</summary>
    internal static CtlJson OnOneLine() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = false });

    /// <summary>The text of a file of an image.</summary>
    internal string Text(ImageFileReport report) => JsonSerializer.Serialize(report, ImageFileReport);

    /// <summary>The text of an object of an image.</summary>
    internal string Text(ImageObjectReport report) => JsonSerializer.Serialize(report, ImageObjectReport);

    /// <summary>Writes a plan.</summary>
    internal static void Write(TextWriter output, PlanReport report) => Write(output, report, Readable().PlanReport);

    // The default encoder is for HTML: it escapes + and '.
    private static CtlJson Readable() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Writes a status.</summary>
    internal static void Write(TextWriter output, StatusReport report) => Write(output, report, Readable().StatusReport);

    /// <summary>Writes a check.</summary>
    internal static void Write(TextWriter output, CheckReport report) => Write(output, report, Readable().CheckReport);

    /// <summary>Writes what is known about an object.</summary>
    internal static void Write(TextWriter output, WhyReport report) => Write(output, report, Readable().WhyReport);

    private static void Write<T>(TextWriter output, T report, JsonTypeInfo<T> type) =>
        output.Write(JsonSerializer.Serialize(report, type) + "\n");
}
