using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>The part of the table about one other program.</summary>
/// <param name="Other">The program's name.</param>
/// <param name="Introduction">How the programs were compared, as Markdown.</param>
/// <param name="Always">The differences that apply to every row, and why, as Markdown.</param>
/// <param name="Rows">The rows, those of one key or argument together.</param>
public sealed record CompatibilitySection(string Other, string Introduction, IReadOnlyList<string> Always, IReadOnlyList<CompatibilityRow> Rows);
