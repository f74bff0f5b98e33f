namespace PrepareRoot.Requests;

/// <summary>Whose layout on the disk the kernel command line asks for.</summary>
internal enum Backend
{
    /// <summary>libostree: <c>ostree=</c>, or an Android boot slot.</summary>
    Ostree,

    /// <summary>A composefs-rs repository: <c>composefs=</c> or <c>composefs.digest=</c>.</summary>
    Composefs,
}
