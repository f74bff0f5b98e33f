namespace PrepareRoot.Mounting;

/// <summary>What <c>/run</c> and memory have to do with the plan.</summary>
/// <param name="MountsVar">Whether <c>/var</c> is asked for by a marker in <c>/run</c>, whatever the new root brings.</param>
/// <param name="TransientRoot">The directory for what is written to a transient root.</param>
/// <param name="TransientEtc">The one for a transient <c>/etc</c>.</param>
/// <param name="TransientVar">The one for a transient <c>/var</c>.</param>
internal sealed record RunState(bool MountsVar, Location TransientRoot, Location TransientEtc, Location TransientVar)
{
    /// <summary>No marker, and all that is transient in memory that nobody else sees.</summary>
    public static readonly RunState Unseen = new(MountsVar: false, Location.Memory("root"), Location.Memory("etc"), Location.Memory("var"));
}
