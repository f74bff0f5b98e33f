# What the rows need of mount(2) and loop(4), without starting mount, losetup and unshare.

# asm/unistd_64.h
my ($SYS_mount, $SYS_umount2, $SYS_unshare) = (165, 166, 272);
# linux/mount.h, linux/sched.h
my ($MS_BIND, $MS_REC, $MS_PRIVATE, $CLONE_NEWNS) = (1 << 12, 1 << 14, 1 << 18, 0x20000);
# linux/loop.h
my ($LOOP_SET_FD, $LOOP_CLR_FD, $LOOP_CTL_GET_FREE) = (0x4C00, 0x4C01, 0x4C82);

sub must {
    my ($what, $result) = @_;
    $result >= 0 or die "$what: $!\n";
}

sub mount {
    my ($source, $target, $type, $flags, $data) = @_;
    must("mount $target", syscall $SYS_mount, $source, $target, $type, $flags, $data);
}

sub private_mounts {
    must("unshare", syscall $SYS_unshare, $CLONE_NEWNS);
    mount("none", "/", "none", $MS_REC | $MS_PRIVATE, "");
}

sub bind_mount { my ($from, $to) = @_; mount($from, $to, "none", $MS_BIND, "") }

sub mount_tmpfs { my ($target) = @_; mount("tmpfs", $target, "tmpfs", 0, "mode=0755") }

sub unmount { my ($target) = @_; must("umount $target", syscall $SYS_umount2, $target, 0) }

# Mounts an ext4 image from a loop device, which is detached with the last mount.
sub mount_image {
    my ($image, $target) = @_;
    open my $control, "+<", "/dev/loop-control" or die "loop-control: $!";
    my $number = ioctl($control, $LOOP_CTL_GET_FREE, 0) // die "LOOP_CTL_GET_FREE: $!";
    my $device = "/dev/loop" . ($number + 0);
    open my $loop, "+<", $device or die "$device: $!";
    open my $file, "+<", $image or die "$image: $!";
    ioctl($loop, $LOOP_SET_FD, fileno $file) // die "LOOP_SET_FD: $!";
    mount($device, $target, "ext4", 0, "");
    ioctl($loop, $LOOP_CLR_FD, 0) // die "LOOP_CLR_FD: $!";
}

1;
