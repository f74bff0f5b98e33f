namespace PrepareRoot.Ctl.Sealing;

/// <summary>What is done with device nodes (but whiteouts) and sockets of a tree.</summary>
internal enum SpecialFiles
{
    /// <summary>They are a failure: a system makes them when it runs.</summary>
    Refuse,

    /// <summary>They are left out of the image.</summary>
    Skip,

    /// <summary>They are put into the image.</summary>
    Keep,
}
