# Lists trees.

my ($SYS_lgetxattr, $SYS_llistxattr) = (192, 195); # asm/unistd_64.h
my ($most, $ERANGE) = (4096, 34); # the fixtures have no longer attribute

sub printable { my ($text) = @_; $text =~ s/([^!-~])/sprintf "\\x%02x", ord $1/ge; return $text }

sub attributes {
    my ($path) = @_;
    my $names = "\0" x $most;
    my $length = syscall $SYS_llistxattr, $path, $names, $most;
    die "$path: names of attributes: more than $most bytes" if $length < 0 && $! == $ERANGE;
    return "xattrs:" . ($! + 0) if $length < 0;
    my @attributes;
    for my $name (sort split /\0/, substr $names, 0, $length) {
        # The kernel generates it at each overlay's first use.
        if ($name eq "trusted.overlay.uuid") { push @attributes, $name; next }
        # The kernel notes at the first lookup in an overlay where a directory comes from. Ours looks
        # for init.
        next if $name =~ /^trusted\.overlay\.(?:origin|impure)$/;
        my $value = "\0" x $most;
        my $size = syscall $SYS_lgetxattr, $path, $name, $value, $most;
        die "$path: $name: more than $most bytes" if $size < 0 && $! == $ERANGE;
        push @attributes, "$name=" . ($size < 0 ? "error " . ($! + 0) : printable(substr $value, 0, $size));
    }
    return join ",", @attributes;
}

# A line for each name with type, permissions, owner, group, device number, size, extended
# attributes and where a link points. Adds the regular files to a list.
sub entries {
    my ($path, $files) = @_;
    my @status = lstat $path or die "$path: $!";
    my ($mode, $user, $group, $device, $size) = @status[2, 4, 5, 6, 7];
    push @$files, $path if -f _;
    my $target = -l _ ? readlink $path : "";
    my $directory = -d _;
    # The size of a directory depends on the file system.
    my $line = sprintf "%s %06o %d:%d %d %s %s %s", printable($path), $mode, $user, $group, $device, $directory ? "-" : $size, attributes($path), printable($target);
    my @lines = $line =~ s/ +$//r . "\n";
    return @lines if !$directory || $path eq "./sysroot" || $path eq "./var";
    opendir my $names, $path or return (@lines, printable($path) . " can't be read: $!\n");
    return (@lines, map { entries("$path/$_", $files) } sort grep { $_ ne "." && $_ ne ".." } readdir $names);
}

# The current directory, without what is below the disk's mount and below /var: the names, and the
# checksum of each file. Sorted.
sub tree {
    my @files;
    my @lines = entries(".", \@files);
    my $child = open my $sums, "-|" // die "fork: $!";
    if (!$child) {
        open STDERR, ">&", *STDOUT;
        exec "cksum", @files or die "cksum: $!";
    }
    push @lines, <$sums>;
    return sort @lines;
}

# A line for each name in a directory, as stat -c '%A %u %g %s %N' prints it.
sub names {
    my ($top) = @_;
    my $list;
    $list = sub {
        my ($path) = @_;
        my @status = lstat "$top/$path" or die "$path: $!";
        my ($mode, $user, $group, $size) = @status[2, 4, 5, 7];
        my ($is_link, $is_directory) = (-l _, -d _);
        my $name = $is_link ? "'$path' -> '" . readlink("$top/$path") . "'" : $path;
        my $line = permissions($mode) . " $user $group $size $name\n";
        return $line if !$is_directory || $is_link;
        opendir my $names, "$top/$path" or die "$path: $!";
        return join "", $line, map { $list->("$path/$_") } sort grep { $_ ne "." && $_ ne ".." } readdir $names;
    };
    return $list->(".");
}

# As ls -l prints them.
sub permissions {
    my ($mode) = @_;
    my @letters = split //, "rwxrwxrwx";
    $mode & 1 << 8 - $_ or $letters[$_] = "-" for 0 .. 8;
    for ([04000, 2, "s"], [02000, 5, "s"], [01000, 8, "t"]) {
        my ($bit, $at, $letter) = @$_;
        $letters[$at] = $letters[$at] eq "-" ? uc $letter : $letter if $mode & $bit;
    }
    return substr("?pc?d?b?-?l?s???", $mode >> 12, 1) . join "", @letters;
}

1;
