namespace PrepareRoot.Faults;

/// <summary>A row of the <see cref="FaultCatalogue"/>.</summary>
/// <param name="Code">Which kind of refusal.</param>
/// <param name="Name">Its stable name, as messages and the journal have it.</param>
/// <param name="Summary">What it means.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record FaultEntry(FaultCode Code, string Name, string Summary, string Remedy)
{
    /// <summary>What the process exits with.</summary>
    public int ExitStatus => Code == FaultCode.Usage ? FaultCatalogue.UsageStatus : FaultCatalogue.RefusedStatus;
}
