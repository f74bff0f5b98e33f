/*
 * The floor of the benchmark: the system calls without which the mounts of a composefs root of
 * ostree can't be made, in the order in which the boot program makes them, without any check.
 * usage: floor SYSROOT DEPLOYMENT VAR; both paths are relative to SYSROOT.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
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

static void bind(int from, int root, const char *to, unsigned long set_attributes, unsigned long clear_attributes)
{
    struct mount_attr attributes = { .attr_set = set_attributes, .attr_clr = clear_attributes };
    int clone = check(syscall(SYS_open_tree, from, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH), "open_tree");
    check(syscall(SYS_mount_setattr, clone, "", AT_EMPTY_PATH, &attributes, sizeof attributes), "mount_setattr");
    attach(clone, path_at(root, to));
}

static int scratch_directory(int scratch, const char *name)
{
    check(mkdirat(scratch, name, 0755), name);
    return path_at(scratch, name);
}

static void record(int run, const char *name)
{
    int file = check(openat(run, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), name);
    check(write(file, "{}", 2), name);
}

int main(int count, char **arguments)
{
    char path[64];
    if (count != 4)
        return 2;
    const char *sysroot = arguments[1];

    /* The disk, and what is on it. */
    int run = path_at(AT_FDCWD, "/run");
    int disk = path_at(AT_FDCWD, sysroot);
    int deployment = path_at(disk, arguments[2]);
    int image = check(openat(deployment, ".ostree.cfs", O_RDONLY | O_CLOEXEC), "image");

    /* A private namespace, in which descriptors of the old one can't be cloned. */
    int old_root = path_at(AT_FDCWD, "/");
    int outside = check(open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC), "namespace");
    check(unshare(CLONE_NEWNS), "unshare");
    check(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), "private");
    int inside = path_at(AT_FDCWD, sysroot);
    int scratch = created(context("tmpfs"), 0);
    attach(scratch, path_at(AT_FDCWD, "/run"));

    int erofs = context("erofs");
    snprintf(path, sizeof path, "/proc/self/fd/%d", image);
    set(erofs, "source", path);
    set(erofs, "ro", NULL);
    int metadata = created(erofs, MOUNT_ATTR_RDONLY);
    attach(metadata, scratch_directory(scratch, "image"));

    int overlay = context("overlay");
    snprintf(path, sizeof path, "/proc/self/fd/%d::/proc/self/fd/%d", metadata, path_at(inside, "ostree/repo/objects"));
    set(overlay, "metacopy", "on");
    set(overlay, "redirect_dir", "on");
    set(overlay, "lowerdir", path);
    set(overlay, "ro", NULL);
    int root = created(overlay, MOUNT_ATTR_RDONLY);
    attach(root, scratch_directory(scratch, "root"));

    bind(path_at(path_at(inside, arguments[2]), "etc"), root, "etc", 0, MOUNT_ATTR_RDONLY);
    bind(inside, root, "sysroot", MOUNT_ATTR_RDONLY, 0);
    bind(path_at(inside, arguments[3]), root, "var", 0, MOUNT_ATTR_RDONLY);
    int tree = check(syscall(SYS_open_tree, root, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE), "open_tree");

    /* Back, and in place of the disk. */
    check(setns(outside, CLONE_NEWNS), "setns");
    check(fchdir(old_root), "fchdir");
    check(chroot("."), "chroot");
    record(run, "ostree-booted");
    record(run, "prepare-root.json");
    check(umount2(sysroot, MNT_DETACH), "umount");
    attach(tree, path_at(AT_FDCWD, sysroot));
    return 0;
}
