# Runs a program where the journal listens, and writes what the journal is sent to a file, entries parted by an empty line.
# usage: perl with-journal.pl FILE PROGRAM [ARGUMENT…]; exits as the program does, with 128 and its number for a signal.
my ($file, @program) = @ARGV;
my $directory = "/run/systemd/journal";
my ($AF_UNIX, $SOCK_DGRAM, $MSG_DONTWAIT) = (1, 2, 0x40);

# Nobody reads while the program runs: all that it says has to find room.
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

# Nothing of it is to be seen in /run.
unlink "$directory/socket";
rmdir $directory;
rmdir "/run/systemd" unless $run_had_systemd; # it stays if the program left something there
exit($status & 127 ? 128 + ($status & 127) : $status >> 8);
