/*
 * What the .NET runtime and libsodium use of glibc and musl does not have, and the functions that
 * musl has, but not as the runtime needs them.
 *
 * Their objects are compiled for glibc. All else that they call has the same name, arguments and
 * structures in musl.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct statx;
extern const char __ehdr_start[];
int __real_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);

/* What CPU_ALLOC and CPU_FREE of glibc's sched.h call. */
cpu_set_t *__sched_cpualloc(size_t count)
{
    return calloc(1, CPU_ALLOC_SIZE(count));
}

void __sched_cpufree(cpu_set_t *set)
{
    free(set);
}

/* musl counts bit by bit. */
int __sched_cpucount(size_t size, const cpu_set_t *set)
{
    const unsigned long *words = (const unsigned long *)set;
    int count = 0;
    for (size_t i = 0; i < size / sizeof *words; i++)
        count += __builtin_popcountl(words[i]);
    return count;
}

/* explicit_bzero as libsodium has it with _FORTIFY_SOURCE. */
void __explicit_bzero_chk(void *secret, size_t size, size_t known)
{
    (void)known;
    explicit_bzero(secret, size);
}

/* musl has these two from 1.2.5 on. */
__attribute__((weak)) int statx(int directory, const char *restrict path, int flags, unsigned mask, struct statx *restrict status)
{
    return syscall(SYS_statx, directory, path, flags, mask, status);
}

__attribute__((weak)) int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned flags)
{
    return syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
}

/* musl's returns an int. */
ssize_t getdents64(int directory, void *entries, size_t size)
{
    return syscall(SYS_getdents64, directory, entries, size);
}

/*
 * The runtime knows its only module by the address at which it is loaded. musl's dladdr knows
 * nothing in a static program.
 */
int dladdr(const void *address, Dl_info *info)
{
    (void)address;
    memset(info, 0, sizeof *info);
    info->dli_fname = "";
    info->dli_fbase = (void *)__ehdr_start;
    return 1;
}

/*
 * The stack of the first thread grows to its limit. musl's pthread_getattr_np takes what is mapped
 * now for its size, and finds that with a system call for each page.
 */
int __wrap_pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes)
{
    const size_t page = 4096;
    const size_t most = 8 << 20;
    struct rlimit limit;
    if (gettid() != getpid() || !pthread_equal(thread, pthread_self()))
        return __real_pthread_getattr_np(thread, attributes);
    pthread_attr_init(attributes);
    size_t size = getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < most ? limit.rlim_cur : most;
    /* The kernel puts the program's path at the top. */
    size_t top = (getauxval(AT_EXECFN) + page) & -page;
    return pthread_attr_setstack(attributes, (void *)(top - size), size);
}
