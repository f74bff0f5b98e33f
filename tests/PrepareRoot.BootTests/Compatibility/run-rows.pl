# Runs libostree's program and ours for each row, each in a private mount namespace and on its own
# disk in the same state, and writes their results to file descriptor 3: lines "@@fact PROGRAM: NAME",
# each followed by the fact's text. One process for all rows, which forks for each run: starting a
# program takes as long in an emulator as most of what a run does.
# usage: perl run-rows.pl ROW…

require "/system-calls.pl";
require "/journal.pl";
require "/list.pl";

open my $report, ">&=", 3 or die "report: $!";
select((select($report), $| = 1)[0]);
$| = 1;
my ($copy, $output, $error) = ("/images/copy", "/tmp/output", "/tmp/error");
my @libostree = "/usr/lib/ostree/ostree-prepare-root";
my @ours = "/bin/prepare-root";

sub content {
    my ($path) = @_;
    open my $file, "<", $path or die "$path: $!";
    local $/;
    return scalar(<$file>) // "";
}

sub fact { my ($name, $text) = @_; print $report "\@\@fact $name\n$text" }

# The parts of a disk that are not zeros, read once and written for each run.
my %disks;
my $part = 32768;
sub disk {
    my ($device) = @_;
    return $disks{$device} //= do {
        open my $file, "<", $device or die "$device: $!";
        my ($zeros, $offset, @parts) = ("\0" x $part, 0);
        while (sysread $file, my $bytes, $part) {
            push @parts, [$offset, $bytes] if $bytes ne $zeros;
            $offset += length $bytes;
        }
        [$offset, @parts];
    };
}

sub write_copy {
    my ($size, @parts) = @_;
    unlink $copy;
    open my $file, ">", $copy or die "$copy: $!";
    truncate $file, $size or die "$copy: $!";
    for (@parts) {
        sysseek $file, $_->[0], 0;
        syswrite($file, $_->[1]) == length $_->[1] or die "$copy: $!";
    }
}

sub remove_tree {
    my ($path) = @_;
    if (-d $path && !-l $path) {
        opendir my $names, $path or die "$path: $!";
        remove_tree("$path/$_") for grep { $_ ne "." && $_ ne ".." } readdir $names;
        rmdir $path or die "$path: $!";
    } elsif (-l $path || -e $path) {
        unlink $path or die "$path: $!";
    }
}

sub copy_tree {
    my ($from, $to) = @_;
    if (!-d $from) {
        open my $file, ">", $to or die "$to: $!";
        print $file content($from);
        return;
    }
    -d $to or mkdir $to or die "$to: $!";
    opendir my $names, $from or die "$from: $!";
    copy_tree("$from/$_", "$to/$_") for grep { $_ ne "." && $_ ne ".." } readdir $names;
}

# A script of the row, which starts in a directory.
sub script {
    my ($file, $directory, $what) = @_;
    return unless -e $file;
    chdir $directory or die "$directory: $!";
    system("sh", "-e", $file) == 0 or die "$what\n";
    chdir "/";
}

sub now {
    my ($program, $when) = @_;
    fact("$program: mounts $when", content("/proc/self/mountinfo"));
    fact("$program: run $when", names("/run"));
}

# Exits with the lines of the new root in /tmp/tree-PROGRAM.
sub run {
    my ($row, $program) = @_;
    private_mounts();
    remove_tree($_) for qw(/etc/ostree /usr/lib/ostree/prepare-root.conf /usr/lib/composefs /dev/gpt-auto-root /sysroot.tmp);
    copy_tree("$row/initramfs", "/") if -e "$row/initramfs";

    # The kernel releases the copy's loop device with the last mount.
    my ($device, $directory) = split / /, content("$row/machine") =~ s/\n//r;
    write_copy(@{disk($device)});
    system("sh", "-e", "$row/damage", $copy) == 0 or die "the disk could not be damaged\n" if -e "$row/damage";
    mkdir "/disk";
    mount_image($copy, "/disk");
    bind_mount("/disk/$directory", "/sysroot");
    unmount("/disk");
    script("$row/change", "/sysroot", "the disk could not be changed");
    system("mount", "-o", "remount,ro", "/sysroot") == 0 or die "the disk could not be made read-only\n" if -e "$row/read-only";
    mount_tmpfs("/run");
    script("$row/before", "/run", "the machine could not be made ready");

    now($program, "before");
    my @call = ($program eq "ours" ? @ours : @libostree, "/sysroot", content("$row/cmdline"));
    # Another name and other arguments, one on each line.
    if (-e "$row/call") {
        @call = split /\n/, content("$row/call");
        unlink $call[0];
        symlink "prepare-root", $call[0] or die "$call[0]: $!";
    }
    my ($status, $journal) = run_with_journal($output, $error, @call);
    fact("$program: status", "$status\n");
    fact("$program: output", content($output));
    fact("$program: error", content($error));
    fact("$program: journal", $journal);
    now($program, "after");
    fact("$program: record", content("/run/prepare-root.json")) if -e "/run/prepare-root.json";
    fact("$program: booted", unpack("H*", content("/run/ostree-booted")) . "\n") if -e "/run/ostree-booted";
    return if $status != 0;

    chdir "/sysroot" or die "/sysroot: $!";
    my @lines = tree();
    open my $tree, ">", "/tmp/tree-$program" or die "tree: $!";
    print $tree @lines;
    fact("$program: entries", scalar(@lines) . "\n");
}

# Thousands of lines, nearly all equal. Only the differences leave the machine, in the order of
# the lines; of those that follow each other, libostree's first.
sub differences {
    my @libostree = content("/tmp/tree-libostree") =~ /.*\n/g;
    my @ours = content("/tmp/tree-ours") =~ /.*\n/g;
    my ($text, $less, $more) = ("", "", "");
    while (@libostree || @ours) {
        my $order = !@ours ? -1 : !@libostree ? 1 : $libostree[0] cmp $ours[0];
        if ($order < 0) { $less .= "-" . shift @libostree }
        elsif ($order > 0) { $more .= "+" . shift @ours }
        else {
            $text .= $less . $more;
            $less = $more = "";
            shift @libostree;
            shift @ours;
        }
    }
    return $text . $less . $more;
}

for my $row (@ARGV) {
    my $name = content("$row/name");
    print $report "\@\@row $name";
    print "[", content("/proc/uptime") =~ /^(\S+)/, "] $name";
    unlink "/tmp/tree-libostree", "/tmp/tree-ours";
    disk(content("$row/machine") =~ s/ .*//sr);
    for my $program ("libostree", "ours") {
        next if $program eq "libostree" && -e "$row/alone";
        my $child = fork // die "fork: $!";
        if (!$child) {
            run($row, $program);
            exit 0;
        }
        waitpid $child, 0;
        die "$name: $program could not be run\n" if $? != 0;
    }
    fact("tree", differences()) if -e "/tmp/tree-libostree" && -e "/tmp/tree-ours";
}
