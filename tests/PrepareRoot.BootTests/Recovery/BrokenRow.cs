namespace PrepareRoot.BootTests.Recovery;

/// <summary>A row of the first table of docs/recovery.md.</summary>
/// <param name="What">What was broken, as the page says it.</param>
/// <param name="Code">The fault; null if the program boots it.</param>
/// <param name="Cause">
/// Its cause, as the page says it: DEPLOYMENT, IMAGE, OBJECT and DIGEST are of this disk.
/// </param>
/// <param name="Change">
/// Changes the disk: a shell script that starts in its root directory. <c>$deployment</c>,
/// <c>$image</c>, <c>$object</c> (of init) and <c>$digest</c> (of the image) are set, and it may set
/// <c>$arguments</c>, which are added to the command line.
/// </param>
/// <param name="Damaged">
/// A file of the deployment that has one changed bit on the disk itself; null for none.
/// </param>
public sealed record BrokenRow(string What, string? Code, string? Cause, string Change, string? Damaged = null)
{
    private const string InitUnreadable = "/sbin/init of the new root (object OBJECT) can't be read: ";

    /// <summary>All of them, in the order of the page.</summary>
    public static readonly BrokenRow[] All =
    [
        new("the link of `ostree=` moved from `boot.1` to `boot.0`", null, null, "mv ostree/boot.1 ostree/boot.0"),
        new("the deployment is gone", "deployment-missing", "DEPLOYMENT: No such file or directory", "rm -r $deployment"),
        new("the object of init is gone", "init-unreadable", InitUnreadable + "No such file or directory", "rm $object"),
        new("the object of init is damaged", "init-unreadable", InitUnreadable + "Input/output error", "", "/usr/sbin/init"),
        new("the image is damaged", "image-damaged", "IMAGE: Input/output error", "", "/.ostree.cfs"),
        new(
            "the image is another one, and its digest is on the command line",
            "image-digest-differs",
            "IMAGE: the kernel command line requires DIGEST, but the file has DIGEST",
            """
            arguments=composefs=${digest#sha256:}
            cp $image other
            echo >> other
            fsverity enable other
            mv -f other $image
            """),
    ];

    /// <summary>What the page says is known of it one boot later.</summary>
    public string Later => Code is null ? "nothing: it was not refused" : $"`[{Code}]: {Cause}`";
}
