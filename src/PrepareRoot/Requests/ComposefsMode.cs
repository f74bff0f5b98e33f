namespace PrepareRoot.Requests;

/// <summary>The values of <c>[composefs] enabled</c>, in ascending strictness.</summary>
internal enum ComposefsMode
{
    /// <summary><c>no</c>: the deployment is bind-mounted.</summary>
    Disabled,

    /// <summary>
    /// <c>maybe</c>: composefs without verity if there is an image. Otherwise the deployment is
    /// bind-mounted.
    /// </summary>
    Maybe,

    /// <summary><c>yes</c>: composefs without verification.</summary>
    Enabled,

    /// <summary>
    /// <c>verity</c>: each file is verified against the image. The image itself is not
    /// authenticated.
    /// </summary>
    Verity,

    /// <summary>
    /// <c>signed</c>: as <c>verity</c>, and the image must have a valid signature.
    /// </summary>
#pragma warning disable CA1720 // Not a signed number: the value of the configuration file.
    Signed,
#pragma warning restore CA1720
}

/// <summary>The names of <see cref="ComposefsMode"/>.</summary>
internal static class ComposefsModes
{
    /// <summary>The name of a mode in the configuration: <c>verity</c>.</summary>
    public static string Name(this ComposefsMode mode) => mode switch
    {
        ComposefsMode.Disabled => "no",
        ComposefsMode.Maybe => "maybe",
        ComposefsMode.Enabled => "yes",
        ComposefsMode.Verity => "verity",
        _ => "signed",
    };

    /// <summary>
    /// The mode of a value of <c>[composefs] enabled</c>; null if the value is invalid.
    /// </summary>
    public static ComposefsMode? Parse(string value) => value switch
    {
        "verity" => ComposefsMode.Verity,
        _ => ParseArgument(value),
    };

    /// <summary>
    /// The mode of a value of <c>ostree.prepare-root.composefs=</c>; null if the value is invalid.
    /// </summary>
    public static ComposefsMode? ParseArgument(string value) => value switch
    {
        "no" or "false" or "0" => ComposefsMode.Disabled,
        "maybe" => ComposefsMode.Maybe,
        "yes" or "true" or "1" => ComposefsMode.Enabled,
        "signed" => ComposefsMode.Signed,
        _ => null,
    };
}
