using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PrepareRoot.Ctl.Planning;

/// <summary>The JSON of reports, by source generation: there is no reflection in the program.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PlanReport))]
internal sealed partial class CtlJson : JsonSerializerContext
{
    /// <summary>Writes a plan.</summary>
    internal static void Write(TextWriter output, PlanReport report) => Write(output, report, Readable().PlanReport);

    // The default encoder is for HTML: it escapes + and '.
    private static CtlJson Readable() =>
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static void Write<T>(TextWriter output, T report, JsonTypeInfo<T> type) =>
        output.Write(JsonSerializer.Serialize(report, type) + "\n");
}
