/*
 * The floor of the benchmark: the system calls without which the mounts of a root can't be made, in
 * the order in which the boot program makes them, without any check.
 * usage: floor MODE SYSROOT DIRECTORY VAR [COMMIT]
 *   composefs  a deployment of ostree with its image, without fs-verity
 *   verity     the same with fs-verity
 *   signed     the same, and the files that a signature is checked with are read
 *   transient  as composefs; what is written to the root is in memory
 *   bind       the deployment itself
 *   native     an image of a composefs repository; DIRECTORY is that of its state, COMMIT its image
 * All paths but SYSROOT are relative to it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/fsverity.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int check(long result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static int path_at(int directory, const char *path)
{
    return check(openat(directory, path, O_PATH | O_CLOEXEC), path);
}

static void set(int context, const char *key, const char *value)
{
    check(syscall(SYS_fsconfig, context, value ? FSCONFIG_SET_STRING : FSCONFIG_SET_FLAG, key, value, 0), key);
}

static int created(int context, unsigned attributes)
{
    check(syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0), "create");
    return check(syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes), "fsmount");
}

static int context(const char *type)
{
    return check(syscall(SYS_fsopen, type, FSOPEN_CLOEXEC), type);
}

static void attach(int mount, int place)
{
    check(syscall(SYS_move_mount, mount, "", place, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH), "move_mount");
}

static void bind(int from, int root, const char *to, unsigned long set_attributes, unsigned long propagation)
{
    unsigned long clear = set_attributes ? 0 : MOUNT_ATTR_RDONLY;
    struct mount_attr attributes = { .attr_set = set_attributes, .attr_clr = clear, .propagation = propagation };
    int clone = check(syscall(SYS_open_tree, from, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH), "open_tree");
    check(syscall(SYS_mount_setattr, clone, "", AT_EMPTY_PATH, &attributes, sizeof attributes), "mount_setattr");
    attach(clone, path_at(root, to));
}

static int directory(int parent, const char *name)
{
    check(mkdirat(parent, name, 0755), name);
    return path_at(parent, name);
}

static void record(int run, const char *name)
{
    int file = check(openat(run, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), name);
    check(write(file, "{}", 2), name);
}

static void read_file(int parent, const char *path)
{
    static char buffer[65536];
    int file = check(openat(parent, path, O_RDONLY | O_CLOEXEC), path);
    check(read(file, buffer, sizeof buffer), path);
}

static void measure(int image)
{
    struct { struct fsverity_digest digest; char bytes[64]; } measured = { .digest.digest_size = 64 };
    check(ioctl(image, FS_IOC_MEASURE_VERITY, &measured), "fs-verity");
}

static void set_descriptor(int context, const char *key, int descriptor)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    set(context, key, path);
}

static int metadata_of(int image, int scratch)
{
    int erofs = context("erofs");
    set_descriptor(erofs, "source", image);
    set(erofs, "ro", NULL);
    int metadata = created(erofs, MOUNT_ATTR_RDONLY);
    attach(metadata, directory(scratch, "image"));
    return metadata;
}

/* The files of an image; RUN is where changes go, or -1. */
static int files_of(int metadata, int objects, int verity, int run)
{
    char path[128];
    int overlay = context("overlay");
    snprintf(path, sizeof path, "/proc/self/fd/%d::/proc/self/fd/%d", metadata, objects);
    set(overlay, "source", "composefs");
    set(overlay, "metacopy", "on");
    set(overlay, "redirect_dir", "on");
    if (verity)
        set(overlay, "verity", "require");
    set(overlay, "lowerdir", path);
    if (run < 0) {
        set(overlay, "ro", NULL);
        return created(overlay, MOUNT_ATTR_RDONLY);
    }
    set_descriptor(overlay, "upperdir", path_at(run, "upper"));
    set_descriptor(overlay, "workdir", path_at(run, "work"));
    return created(overlay, 0);
}

static void etc_of_state(int state, int root)
{
    int overlay = context("overlay");
    int place = path_at(root, "etc");
    set_descriptor(overlay, "lowerdir", place);
    set_descriptor(overlay, "upperdir", path_at(state, "etc/upper"));
    set_descriptor(overlay, "workdir", path_at(state, "etc/work"));
    attach(created(overlay, 0), place);
}

int main(int count, char **arguments)
{
    if (count < 5)
        return 2;
    const char *mode = arguments[1], *sysroot = arguments[2], *of_root = arguments[3], *var = arguments[4];
    int is_native = strcmp(mode, "native") == 0, is_bind = strcmp(mode, "bind") == 0;
    int is_transient = strcmp(mode, "transient") == 0, is_signed = strcmp(mode, "signed") == 0;
    int is_verity = is_signed || strcmp(mode, "verity") == 0;

    /* The disk, and what is on it. */
    char path[512];
    int run = path_at(AT_FDCWD, "/run");
    int disk = path_at(AT_FDCWD, sysroot);
    int image = -1;
    if (!is_bind) {
        snprintf(path, sizeof path, "%s/.ostree.cfs", of_root);
        image = check(openat(disk, is_native ? arguments[5] : path, O_RDONLY | O_CLOEXEC), "image");
    }
    if (is_verity)
        measure(image);
    if (is_signed) {
        read_file(AT_FDCWD, "/etc/ostree/initramfs-root-binding.key");
        read_file(disk, arguments[5]);
        snprintf(path, sizeof path, "%smeta", arguments[5]);
        read_file(disk, path);
    }
    if (is_transient) {
        directory(run, "upper");
        directory(run, "work");
    }

    /* A private namespace, in which descriptors of the old one can't be cloned. */
    int old_root = path_at(AT_FDCWD, "/");
    int outside = check(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), "namespace");
    check(unshare(CLONE_NEWNS), "unshare");
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    int inside = path_at(AT_FDCWD, sysroot);
    int inside_run = is_transient ? path_at(AT_FDCWD, "/run") : -1;
    int scratch = created(context("tmpfs"), 0);
    attach(scratch, path_at(AT_FDCWD, "/run"));

    int root, state = path_at(inside, of_root), of_var = path_at(inside, var);
    if (is_bind) {
        root = check(syscall(SYS_open_tree, state, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH), "open_tree");
    } else {
        int objects = path_at(inside, is_native ? "composefs/objects" : "ostree/repo/objects");
        root = files_of(metadata_of(image, scratch), objects, is_verity, inside_run);
    }
    attach(root, directory(scratch, "root"));
    if (is_native) {
        bind(of_var, root, "var", 0, 0);
        bind(inside, root, "sysroot", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV, 0);
        etc_of_state(state, root);
    } else {
        bind(path_at(state, "etc"), root, "etc", 0, 0);
        if (is_bind)
            bind(path_at(state, "usr"), root, "usr", MOUNT_ATTR_RDONLY, 0);
        bind(inside, root, "sysroot", MOUNT_ATTR_RDONLY, 0);
        snprintf(path, sizeof path, "sysroot/%s", var);
        bind(of_var, root, path, 0, 0);
        bind(of_var, root, "var", 0, MS_SHARED);
    }
    int tree = check(syscall(SYS_open_tree, root, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE), "open_tree");

    /* Back, and in place of the disk. */
    check(setns(outside, CLONE_NEWNS), "setns");
    check(fchdir(old_root), "fchdir");
    check(chroot("."), "chroot");
    if (!is_native)
        record(run, "ostree-booted");
    record(run, "prepare-root.json");
    check(umount2(sysroot, MNT_DETACH), "umount");
    attach(tree, path_at(AT_FDCWD, sysroot));
    return 0;
}
