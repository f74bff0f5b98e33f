# Runs a program with a journal socket, and writes the entries that it sends to a file, separated by
# an empty line.
# usage: perl with-journal.pl FILE PROGRAM [ARGUMENT…]; exits with the program's status, or with 128
# plus the signal's number.
my ($file, @program) = @ARGV;
my $directory = "/run/systemd/journal";
my ($AF_UNIX, $SOCK_DGRAM, $MSG_DONTWAIT) = (1, 2, 0x40);

# The socket is read after the program has ended, so its buffer must hold all entries.
open my $room, ">", "/proc/sys/net/unix/max_dgram_qlen" or die "max_dgram_qlen: $!";
print $room 512;
close $room;
my $run_had_systemd = -e "/run/systemd";
mkdir "/run/systemd";
mkdir $directory or die "$directory: $!";
socket my $socket, $AF_UNIX, $SOCK_DGRAM, 0 or die "socket: $!";
bind $socket, pack "S Z108", $AF_UNIX, "$directory/socket" or die "bind: $!";

my $status = system { $program[0] } @program;

open my $journal, ">", $file or die "$file: $!";
while (defined recv $socket, my $entry, 65536, $MSG_DONTWAIT) {
    $entry =~ s/[^ -~\n]/?/g;
    print $journal $entry, "\n";
}
close $journal;

# Removes the socket from /run.
unlink "$directory/socket";
rmdir $directory;
rmdir "/run/systemd" unless $run_had_systemd; # it stays if the program left something there
exit($status & 127 ? 128 + ($status & 127) : $status >> 8);
