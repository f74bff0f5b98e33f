/*
 * What the .NET runtime asks the machine before Main, answered without /proc, /sys and the
 * environment. It sizes the heap and thread pools of servers by this. The boot program has a fixed
 * limit of its heap (System.GC.HeapHardLimit) and no pool.
 *
 * These functions take the place of the runtime's objects of the same names, as the linker finds
 * them first (cgroup.cpp, cgroupcpu.cpp, numasupport.cpp and cpucount.c), or takes them for its
 * functions (--wrap). They have C++ names.
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The most that CONFIG_NR_CPUS of the kernel may be. */
#define MAX_PROCESSORS 8192

/* No control group limits memory or processors. */
void initialize_cgroup(void) __asm__("_Z16InitializeCGroupv");
void initialize_cgroup(void) {}

void cleanup_cgroup(void) __asm__("_Z13CleanupCGroupv");
void cleanup_cgroup(void) {}

size_t memory_limit(void) __asm__("_Z32GetRestrictedPhysicalMemoryLimitv");
size_t memory_limit(void) { return 0; }

bool memory_used(size_t *used) __asm__("_Z21GetPhysicalMemoryUsedPm");
bool memory_used(size_t *used) { (void)used; return false; }

void initialize_cpu_cgroup(void) __asm__("_Z19InitializeCpuCGroupv");
void initialize_cpu_cgroup(void) {}

bool processor_limit(uint32_t *limit) __asm__("_Z11GetCpuLimitPj");
bool processor_limit(uint32_t *limit) { (void)limit; return false; }

/* The heap is not divided between NUMA nodes. */
int g_highestNumaNode = 0;
bool g_numaAvailable = false;

void initialize_numa(void) __asm__("_Z21NUMASupportInitializev");
void initialize_numa(void) {}

int numa_node_of(int processor) __asm__("_Z19GetNumaNodeNumByCpui");
int numa_node_of(int processor) { (void)processor; return -1; }

long bind_memory(void *start, unsigned long size, const unsigned long *nodes, unsigned long count) __asm__("_Z16BindMemoryPolicyPvmPKmm");
long bind_memory(void *start, unsigned long size, const unsigned long *nodes, unsigned long count)
{
    (void)start, (void)size, (void)nodes, (void)count;
    return -1;
}

/* As large as the kernel's set of processors. */
int minipal_get_cpu_max_possible_count(void)
{
    unsigned long set[MAX_PROCESSORS / 8 / sizeof(long)];
    long size = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    return size > 0 ? size * 8 : MAX_PROCESSORS;
}

/* The collector asks how full memory is, and hurries where it is. The limit of the heap suffices. */
void memory_status(uint64_t limit, uint32_t *load, uint64_t *available, uint64_t *swap) __asm__("__wrap__ZN15GCToOSInterface15GetMemoryStatusEmPjPmS1_");
void memory_status(uint64_t limit, uint32_t *load, uint64_t *available, uint64_t *swap)
{
    if (load != NULL)
        *load = 0;
    if (available != NULL)
        *available = limit;
    if (swap != NULL)
        *swap = 0;
}

/* DOTNET_* of the environment, which the kernel command line can set, configures nothing. */
char *__wrap_getenv(const char *name);
char *__wrap_getenv(const char *name)
{
    (void)name;
    return NULL;
}
