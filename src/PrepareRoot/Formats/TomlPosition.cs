using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>A place in a TOML file.</summary>
internal readonly struct TomlPosition(int line, int column)
{
    /// <summary>Number of the line, counted from 1.</summary>
    internal int Line => line;

    /// <summary>Number of the Unicode character in the line, counted from 1.</summary>
    internal int Column => column;

    /// <summary><c>path:line:column</c>, as compilers print it.</summary>
    internal string In(string path) =>
        path + ":" + line.Text() + ":" + column.Text();
}
