using System;

namespace PrepareRoot.Linux;

/// <summary>The socket of systemd-journald.</summary>
internal static unsafe class JournalSocket
{
    private const string Path = "/run/systemd/journal/socket";
    private const ushort AF_UNIX = 1;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int AddressSize = 110;

    // It is open until the process ends: there are several entries.
    private static int _socket = -1;

    /// <summary>
    /// Sends one entry. The entry is lost if journald does not run or its queue is full, because a
    /// boot must not wait for the log.
    /// </summary>
    public static void Send(ReadOnlySpan<byte> entry)
    {
        if (_socket < 0)
            _socket = LibC.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (_socket < 0)
            return;
        // struct sockaddr_un: sun_family, sun_path[108].
        var address = stackalloc byte[AddressSize];
        new Span<byte>(address, AddressSize).Clear();
        *(ushort*)address = AF_UNIX;
        Files.Utf8(Path).CopyTo(new Span<byte>(address + 2, AddressSize - 2));
        fixed (byte* start = entry)
            _ = LibC.sendto(_socket, start, (nuint)entry.Length, MSG_DONTWAIT | MSG_NOSIGNAL, address, AddressSize);
    }
}
