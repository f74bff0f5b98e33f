using System;
using System.IO;
using PrepareRoot.Linux;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A machine on which runs fail. It is used as long as they leave it unchanged.</summary>
internal sealed class CampaignMachine : IDisposable
{
    private FileDescriptor _disk = null!;

    public CampaignMachine(Mode mode)
    {
        Mode = mode;
        Start();
    }

    public Mode Mode { get; }

    public ScratchInitramfs Initramfs { get; private set; } = null!;

    /// <summary>The machine before a run.</summary>
    public Snapshot Before { get; private set; } = null!;

    /// <summary>The ID of the mount at the place of the new root before a run.</summary>
    public int? BeforeAtPlace { get; private set; }

    /// <summary>The same now.</summary>
    public int? MountAtPlace => Initramfs.TopmostAt(Mode.Place)?.Id;

    /// <summary>The machine now.</summary>
    /// <param name="complete">Whether the root may be prepared.</param>
    public Snapshot Observe(bool complete) => Snapshot.Of(Initramfs, _disk, complete);

    /// <summary>Takes the machine as it is for the next run.</summary>
    public void Accept(Snapshot now) => (Before, BeforeAtPlace) = (now, MountAtPlace);

    /// <summary>Starts it anew, with another copy of the disk.</summary>
    public void Restart()
    {
        Dispose();
        Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disk.Dispose();
        Initramfs.Dispose();
    }

    private void Start()
    {
        Initramfs = Mode.Start();
        if (Files.Open(null, Initramfs.PathOf(Initramfs.Sysroot), Files.O_PATH | Files.O_DIRECTORY, 0, out _disk) != Errno.None)
            throw new IOException("the disk can't be opened");
        Before = Observe(complete: false);
        BeforeAtPlace = MountAtPlace;
    }
}
