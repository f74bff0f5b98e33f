using System.CommandLine;

namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>An operand, as a shell completes it.</summary>
/// <param name="Value">What it is.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="IsRepeated">Whether there may be more than one.</param>
internal sealed record CompletedOperand(CompletedValue Value, bool IsOptional, bool IsRepeated)
{
    internal static CompletedOperand Of(Argument argument) => new(
        CompletedValue.Of(argument.HelpName ?? argument.Name, argument),
        argument.Arity.MinimumNumberOfValues == 0,
        argument.Arity.MaximumNumberOfValues > 1);
}
