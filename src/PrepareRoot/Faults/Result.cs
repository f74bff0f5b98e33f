using System;
using System.Diagnostics.CodeAnalysis;

namespace PrepareRoot.Faults;

/// <summary>A value, or the <see cref="Fault"/> that prevented it.</summary>
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

    /// <summary>True and the value, or false and the fault.</summary>
    public bool Try([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Fault? fault)
    {
        value = _value;
        fault = _fault;
        return fault is null;
    }

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Fault fault) => new(default, fault);
}

/// <summary>Extension methods of <see cref="Result{T}"/>.</summary>
internal static class Results
{
    /// <summary>
    /// Adds the value, if there is one, to <paramref name="owner"/>, which disposes it.
    /// </summary>
    internal static Result<T> OwnedBy<T>(this Result<T> result, Resources owner)
        where T : notnull, IDisposable
    {
        if (result.Try(out var value, out _))
            owner.Add(value);
        return result;
    }
}
