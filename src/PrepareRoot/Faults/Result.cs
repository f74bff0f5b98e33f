using System.Diagnostics.CodeAnalysis;

namespace PrepareRoot.Faults;

/// <summary>A value, or the <see cref="Fault"/> that stood in its way. Faults are values until the edge prints them.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
internal readonly struct Result<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly Fault? _fault;

    private Result(T? value, Fault? fault)
    {
        _value = value;
        _fault = fault;
    }

    /// <summary>True, and the value, if there is one; false, and the fault, if there is not.</summary>
    public bool Try([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Fault? fault)
    {
        value = _value;
        fault = _fault;
        return fault is null;
    }

    /// <summary>A result that holds <paramref name="value"/>.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A result that holds <paramref name="fault"/>.</summary>
    public static implicit operator Result<T>(Fault fault) => new(default, fault);
}
