
namespace PrepareRoot.Linux;

/// <param name="Major">The driver.</param>
/// <param name="Minor">The device of that driver.</param>
internal readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>
    /// Whether no device has it: the file system is on none, or on several. The major number is 0
    /// (<c>Documentation/admin-guide/devices.txt</c>).
    /// </summary>
    public bool IsAnonymous => Major == 0;

    /// <summary><c>dev_t</c> as the C library packs it (<c>makedev(3)</c>).</summary>
    public ulong Packed =>
        ((ulong)(Major & 0xfffff000) << 32) | ((ulong)(Major & 0xfff) << 8) | ((ulong)(Minor & 0xffffff00) << 12) | (Minor & 0xff);

    /// <summary><c>MAJOR:MINOR</c>, as in <c>/dev/block</c> and <c>mountinfo</c>.</summary>
    public override string ToString() =>
        Major.Text() + ":" + Minor.Text();
}
