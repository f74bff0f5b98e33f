/*
 * Runs a program once, in a root like that of an initramfs with the disk mounted in it, and prints
 * what that cost, from exec to exit.
 * usage: launch time ROOT DISK PROGRAM ARGUMENT…   prints "NANOSECONDS FAULTS MAJOR-FAULTS KIBIBYTES"
 *        launch count ROOT DISK PROGRAM ARGUMENT…  prints the instructions of its threads, without
 *                                                  the kernel's
 * It exits with the program's status. ROOT is the root of a mount, or it is "/".
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int check(long result, const char *what)
{
    if (result < 0) {
        perror(what);
        exit(125);
    }
    return result;
}

/* What earlier runs left is gone. */
static void prepare(const char *root, const char *disk)
{
    check(chdir(root), root);
    while (umount2("sysroot", MNT_DETACH) == 0 || umount2("run", MNT_DETACH) == 0)
        ;
    check(mount("tmpfs", "run", "tmpfs", 0, "mode=0755"), "run");
    check(mount(disk, "sysroot", NULL, MS_BIND, NULL), disk);
    check(chroot("."), root);
}

/* Not in the environment of the benchmark: the runtime of .NET reads some variables. */
static void run(char **program)
{
    char *environment[] = { "PATH=/usr/sbin:/usr/bin", NULL };
    int nowhere = open("/dev/null", O_RDWR);
    dup2(nowhere, 1);
    dup2(nowhere, 2);
    execve(*program, program, environment);
    _exit(127);
}

static long long now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int timed(char **program)
{
    struct rusage usage;
    int status;
    long long start = now();
    pid_t child = vfork();
    if (child == 0)
        run(program);
    check(child, "vfork");
    check(wait4(child, &status, 0, &usage), "wait4");
    printf("%lld %ld %ld %ld\n", now() - start, usage.ru_minflt, usage.ru_majflt, usage.ru_maxrss);
    return status;
}

/*
 * One instruction after the other: valgrind does not know the system calls for mounts. On one
 * processor, which is faster than to wake up another each time.
 */
static int counted(char **program)
{
    long long instructions = 0;
    int status;
    cpu_set_t processors;
    CPU_ZERO(&processors);
    CPU_SET(sched_getcpu(), &processors);
    check(sched_setaffinity(0, sizeof processors, &processors), "sched_setaffinity");
    pid_t child = check(fork(), "fork");
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        run(program);
    }
    check(waitpid(child, &status, 0), "waitpid");
    check(ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL), "ptrace");
    for (pid_t thread = child;;) {
        int signal = WSTOPSIG(status);
        if (signal == SIGTRAP || signal == SIGSTOP) {
            instructions += status >> 16 == 0 && signal == SIGTRAP;
            signal = 0;
        }
        ptrace(PTRACE_SINGLESTEP, thread, NULL, signal);
        do {
            thread = check(waitpid(-1, &status, __WALL), "waitpid");
            if (thread == child && !WIFSTOPPED(status)) {
                printf("%lld\n", instructions);
                return status;
            }
        } while (!WIFSTOPPED(status));
    }
}

int main(int count, char **arguments)
{
    if (count < 5)
        return 2;
    prepare(arguments[2], arguments[3]);
    int status = strcmp(arguments[1], "count") == 0 ? counted(arguments + 4) : timed(arguments + 4);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
}
