# Runs a program with a journal socket.

my ($directory, $AF_UNIX, $SOCK_DGRAM, $MSG_DONTWAIT) = ("/run/systemd/journal", 1, 2, 0x40);

# Returns its status, or 128 plus the signal's number, and the entries that it sent, each followed by
# an empty line.
sub run_with_journal {
    my ($output, $error, @program) = @_;
    # The socket is read after the program has ended, so its buffer must hold all entries.
    open my $room, ">", "/proc/sys/net/unix/max_dgram_qlen" or die "max_dgram_qlen: $!";
    print $room 512;
    close $room;
    my $run_had_systemd = -e "/run/systemd";
    mkdir "/run/systemd";
    mkdir $directory or die "$directory: $!";
    socket my $socket, $AF_UNIX, $SOCK_DGRAM, 0 or die "socket: $!";
    bind $socket, pack "S Z108", $AF_UNIX, "$directory/socket" or die "bind: $!";

    my $child = fork // die "fork: $!";
    if (!$child) {
        open STDOUT, ">", $output or die "$output: $!";
        open STDERR, ">", $error or die "$error: $!";
        exec { $program[0] } @program or die "$program[0]: $!";
    }
    waitpid $child, 0;
    my $status = $?;

    my $journal = "";
    while (defined recv $socket, my $entry, 65536, $MSG_DONTWAIT) {
        $entry =~ s/[^ -~\n]/?/g;
        $journal .= "$entry\n";
    }

    # Removes the socket from /run.
    unlink "$directory/socket";
    rmdir $directory;
    rmdir "/run/systemd" unless $run_had_systemd; # it stays if the program left something there
    return ($status & 127 ? 128 + ($status & 127) : $status >> 8, $journal);
}

1;
