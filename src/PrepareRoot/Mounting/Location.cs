namespace PrepareRoot.Mounting;

/// <summary>The location of a file or directory while the new root is assembled.</summary>
/// <param name="Area">The tree that it is in.</param>
/// <param name="Path">Relative to the root of that tree; empty for the root itself.</param>
internal readonly record struct Location(Area Area, string Path)
{
    public static Location NewRoot { get; } = New("");

    /// <summary>A location on the disk.</summary>
    public static Location Disk(string path) => new(Area.Disk, path);

    /// <summary>A location in the new root.</summary>
    public static Location New(string path) => new(Area.NewRoot, path);

    /// <summary>A location in the machine's <c>/run</c>.</summary>
    public static Location Run(string path) => new(Area.Run, path);

    /// <summary>A location on a tmpfs that is attached nowhere.</summary>
    public static Location Memory(string path) => new(Area.Memory, path);

    /// <summary>The directory that contains it.</summary>
    public Location Parent => this with { Path = Path[..int.Max(Path.LastIndexOf('/'), 0)] };

    /// <summary>Its name in that directory.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The entry of this directory with a name.</summary>
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
