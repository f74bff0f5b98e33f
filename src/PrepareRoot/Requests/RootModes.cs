namespace PrepareRoot.Requests;

/// <summary>The names of <see cref="RootMode"/>.</summary>
internal static class RootModes
{
    /// <summary>The name in the record, similar to the keys of <c>prepare-root.conf</c>.</summary>
    public static string Name(this RootMode mode) => mode switch
    {
        RootMode.Transient => "transient",
        RootMode.TransientReadOnly => "transient-ro",
        _ => "read-only",
    };
}
