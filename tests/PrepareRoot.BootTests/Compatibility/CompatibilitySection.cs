using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>The part of the table about one other program.</summary>
/// <param name="Other">What it is called.</param>
/// <param name="Introduction">How it was compared, as Markdown.</param>
/// <param name="Always">What always differs, and why, as Markdown.</param>
/// <param name="Rows">The rows, those about one key or argument beside each other.</param>
public sealed record CompatibilitySection(string Other, string Introduction, IReadOnlyList<string> Always, IReadOnlyList<CompatibilityRow> Rows);
