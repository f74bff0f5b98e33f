using System;
using System.Collections.Generic;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// What the image is mounted from: its file, or a loop device where the kernel requires a block
/// device.
/// </summary>
public class LoopTests
{
    private const string Object = "/composefs/objects/69/fd1451d2d78eec99f4c9226e0336c1504ee6a605a43086536ee035ed4be7120248fd10242883236396bf2a6a76e32cd476bc25e6e33349a7609419cd72a18a";

    private static readonly BootCase _withOverlay = new("image from its file, /etc an overlay", FixtureDisk.Sha512, "composefs=" + CommandLines.Sha512V1);

    // As on Linux before 6.12: the fifth call creates the EROFS superblock.
    private static readonly BootCase _needsDevice = new("image from a loop device, Linux before 6.12", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("verity"),
        Strace = "-e inject=fsconfig:error=ENOTBLK:when=5",
        IsThorough = true,
    };

    // As on a Linux that counts an image mounted from a file as a stacking level: the sixteenth
    // call creates the overlay at /etc, whose stack is too deep.
    private static readonly BootCase _countsLayers = _withOverlay with
    {
        Name = "image from a loop device, one layer too many",
        Strace = "-e inject=fsconfig:error=EINVAL:when=16",
        IsThorough = true,
    };

    internal static IEnumerable<BootCase> Cases => [_withOverlay, _needsDevice, _countsLayers];

    public static TheoryData<string, string> LoopedOnEachKernel => AllCases.OnEachKernel([_needsDevice, _countsLayers]);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Both_kernels_mount_the_image_from_its_file_also_under_an_overlay_at_etc(string suite) =>
        Assert.Equal([], CaseMachine.Facts(suite, _withOverlay.Name).Loops);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(LoopedOnEachKernel))]
    public void Image_on_a_loop_device_is_verified_too(string suite, string name)
    {
        var facts = CaseMachine.Facts(suite, name);

        Assert.Equal("", facts.Error);
        Assert.Equal(0, facts.ExitStatus);
        var loop = Assert.Single(facts.Loops);
        Assert.EndsWith(name == _needsDevice.Name ? "/.ostree.cfs" : Object, loop, StringComparison.Ordinal);
        Assert.Contains("verity=require", facts.MountsAfter, StringComparison.Ordinal);
        Assert.Equal([], facts.Unreadable);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Loop_devices_are_gone_with_their_roots(string suite) => Assert.Equal([], CaseMachine.LoopsLeft(suite));
}
