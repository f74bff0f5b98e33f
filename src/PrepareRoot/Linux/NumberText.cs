using System;
using System.Globalization;

namespace PrepareRoot.Linux;

/// <summary>Formats numbers for messages and files, independent of the locale.</summary>
internal static class NumberText
{
    /// <summary>The decimal digits of a number: <c>4096</c>.</summary>
    internal static string Text<T>(this T number)
        where T : struct, IFormattable => number.ToString(null, CultureInfo.InvariantCulture);
}
