namespace PrepareRoot.Tests.Ctl.Completions;

/// <summary>What a value is.</summary>
internal enum ValueKind
{
    /// <summary>One of some words.</summary>
    Word,

    /// <summary>The name of a file.</summary>
    File,

    /// <summary>The name of a directory.</summary>
    Directory,

    /// <summary>What can only be typed.</summary>
    Typed,
}
