namespace PrepareRoot.Mounting;

/// <summary>Where something is while the new root is put together.</summary>
/// <param name="Area">In which tree.</param>
/// <param name="Path">Relative to the root of that tree; empty for the root itself.</param>
internal readonly record struct Location(Area Area, string Path)
{
    /// <summary>The root of the new root.</summary>
    public static Location NewRoot { get; } = New("");

    /// <summary>Something on the disk.</summary>
    public static Location Disk(string path) => new(Area.Disk, path);

    /// <summary>Something in the new root.</summary>
    public static Location New(string path) => new(Area.NewRoot, path);

    /// <summary>Something in the machine's <c>/run</c>.</summary>
    public static Location Run(string path) => new(Area.Run, path);

    /// <summary>Something in memory that nobody else sees.</summary>
    public static Location Memory(string path) => new(Area.Memory, path);

    /// <summary>The directory that it is in.</summary>
    public Location Parent => this with { Path = Path[..int.Max(Path.LastIndexOf('/'), 0)] };

    /// <summary>What is in this directory under a name.</summary>
    public Location Below(string name) => this with { Path = Path + "/" + name };

    /// <summary><c>disk:/ostree/repo</c>, <c>new:/etc</c>.</summary>
    public override string ToString() => Area switch
    {
        Area.Disk => "disk:/",
        Area.Run => "run:/",
        Area.Memory => "memory:/",
        _ => "new:/",
    } + Path;
}
