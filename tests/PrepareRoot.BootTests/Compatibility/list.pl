# Lists a tree: a line for each name with type, permissions, owner, group, device number, size,
# extended attributes and where a link points.
# usage: perl list.pl DIRECTORY
my ($lgetxattr, $llistxattr) = (192, 195); # asm/unistd_64.h
my ($most, $ERANGE) = (4096, 34); # the fixtures have no longer attribute

sub printable { my ($text) = @_; $text =~ s/([^!-~])/sprintf "\\x%02x", ord $1/ge; return $text }

sub attributes {
    my ($path) = @_;
    my $names = "\0" x $most;
    my $length = syscall $llistxattr, $path, $names, $most;
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
        my $size = syscall $lgetxattr, $path, $name, $value, $most;
        die "$path: $name: more than $most bytes" if $size < 0 && $! == $ERANGE;
        push @attributes, "$name=" . ($size < 0 ? "error " . ($! + 0) : printable(substr $value, 0, $size));
    }
    return join ",", @attributes;
}

sub list {
    my ($path) = @_;
    my @status = lstat $path or die "$path: $!";
    my ($mode, $user, $group, $device, $size) = @status[2, 4, 5, 6, 7];
    my $target = -l _ ? readlink $path : "";
    my $directory = -d _;
    # The size of a directory depends on the file system.
    my $line = sprintf "%s %06o %d:%d %d %s %s %s", printable($path), $mode, $user, $group, $device, $directory ? "-" : $size, attributes($path), printable($target);
    print $line =~ s/ +$//r, "\n";
    return if !$directory || $path eq "./sysroot" || $path eq "./var";
    opendir my $names, $path or do { print printable($path), " can't be read: $!\n"; return };
    list("$path/$_") for sort grep { $_ ne "." && $_ ne ".." } readdir $names;
}

list($ARGV[0]);
