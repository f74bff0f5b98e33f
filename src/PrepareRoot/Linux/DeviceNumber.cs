
namespace PrepareRoot.Linux;

/// <param name="Major">The driver.</param>
/// <param name="Minor">The device of that driver.</param>
internal readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary><c>dev_t</c> as the C library packs it (<c>makedev(3)</c>).</summary>
    public ulong Packed =>
        ((ulong)(Major & 0xfffff000) << 32) | ((ulong)(Major & 0xfff) << 8) | ((ulong)(Minor & 0xffffff00) << 12) | (Minor & 0xff);

    /// <summary><c>MAJOR:MINOR</c>, as in <c>/dev/block</c> and <c>mountinfo</c>.</summary>
    public override string ToString() =>
        Major.Text() + ":" + Minor.Text();
}
