using System;

namespace PrepareRoot.Fuzz;

/// <summary>What a campaign tried, without a finding.</summary>
/// <param name="Target">The name of the parser.</param>
/// <param name="Inputs">How many inputs.</param>
/// <param name="Values">For how many of them the parser gave a value.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record CampaignResult(string Target, long Inputs, long Values, TimeSpan Elapsed);
