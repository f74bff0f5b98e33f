namespace PrepareRoot.Requests;

/// <summary>What <c>[composefs] enabled</c> asks for, from the least to the most.</summary>
internal enum ComposefsMode
{
    /// <summary><c>no</c>: the deployment is bind-mounted.</summary>
    Disabled,

    /// <summary>
    /// <c>maybe</c>: composefs without verity if there is an image, else a bind mount.
    /// </summary>
    Maybe,

    /// <summary><c>yes</c>: composefs; nothing is verified.</summary>
    Enabled,

    /// <summary>
    /// <c>verity</c>: each file is verified against the image, the image against nothing.
    /// </summary>
    Verity,

    /// <summary><c>signed</c>: the image too, against a signature.</summary>
#pragma warning disable CA1720 // Not the number: the word of the configuration file.
    Signed,
#pragma warning restore CA1720
}

/// <summary>How the configuration spells a <see cref="ComposefsMode"/>.</summary>
internal static class ComposefsModes
{
    /// <summary>The spelling of a mode: <c>verity</c>.</summary>
    public static string Name(this ComposefsMode mode) => mode switch
    {
        ComposefsMode.Disabled => "no",
        ComposefsMode.Maybe => "maybe",
        ComposefsMode.Enabled => "yes",
        ComposefsMode.Verity => "verity",
        _ => "signed",
    };

    /// <summary>
    /// The mode that a value of <c>[composefs] enabled</c> stands for; null if it stands for none.
    /// </summary>
    public static ComposefsMode? Parse(string value) => value switch
    {
        "verity" => ComposefsMode.Verity,
        _ => ParseArgument(value),
    };

    /// <summary>
    /// The mode that a value of <c>ostree.prepare-root.composefs=</c> stands for; null if it stands
    /// for none.
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
