using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary><c>struct statx</c> of <c>linux/stat.h</c>, with the fields that are read.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    [FieldOffset(0)] internal uint Mask;
    [FieldOffset(8)] internal ulong Attributes;
    [FieldOffset(16)] internal uint LinkCount;
    [FieldOffset(20)] internal uint Owner;
    [FieldOffset(24)] internal uint Group;
    [FieldOffset(28)] internal ushort Mode;
    [FieldOffset(32)] internal ulong Inode;
    [FieldOffset(40)] internal ulong Size;
    [FieldOffset(56)] internal ulong AttributesMask;
    [FieldOffset(96)] internal long ChangedSeconds;
    [FieldOffset(104)] internal uint ChangedNanoseconds;
    [FieldOffset(112)] internal long ModifiedSeconds;
    [FieldOffset(120)] internal uint ModifiedNanoseconds;
    [FieldOffset(128)] internal uint SpecialDeviceMajor;
    [FieldOffset(132)] internal uint SpecialDeviceMinor;
    [FieldOffset(136)] internal uint DeviceMajor;
    [FieldOffset(140)] internal uint DeviceMinor;
    [FieldOffset(144)] internal ulong MountId;
}
