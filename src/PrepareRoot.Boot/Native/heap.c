/*
 * The memory of the runtime's heap, and no thread beside it. The runtime asks the kernel for each
 * piece of the heap that it begins to use, and starts a thread for finalizers. Here the whole
 * reservation can be read and written from the start, and the kernel gives a page when it is
 * touched. System.GC.HeapHardLimit is the limit, as before. No type of the program has a finalizer.
 *
 * The linker takes these functions for the runtime's (--wrap, gcenv.unix.cpp and PalUnix.cpp).
 */
#define _GNU_SOURCE
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

/* Whether a reservation was too large to be writable at once. */
static bool in_pieces;

void *reserve(size_t size, size_t alignment, uint32_t flags, uint16_t node) __asm__("__wrap__ZN15GCToOSInterface14VirtualReserveEmmjt");
void *reserve(size_t size, size_t alignment, uint32_t flags, uint16_t node)
{
    (void)flags, (void)node;
    char *start = mmap(NULL, size + alignment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start == MAP_FAILED) {
        /* RLIMIT_DATA and vm.overcommit_memory=2 count what is writable. */
        in_pieces = true;
        start = mmap(NULL, size + alignment, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (start == MAP_FAILED)
            return NULL;
    }
    /* With transparent huge pages the first byte would cost two megabytes. */
    madvise(start, size + alignment, MADV_NOHUGEPAGE);
    /* What is left over on both sides is never touched. */
    if (alignment > 0)
        start += -(uintptr_t)start & (alignment - 1);
    return start;
}

bool commit(void *start, size_t size, uint16_t node) __asm__("__wrap__ZN15GCToOSInterface13VirtualCommitEPvmt");
bool commit(void *start, size_t size, uint16_t node)
{
    (void)node;
    return !in_pieces || mprotect(start, size, PROT_READ | PROT_WRITE) == 0;
}

bool decommit(void *start, size_t size) __asm__("__wrap__ZN15GCToOSInterface15VirtualDecommitEPvm");
bool decommit(void *start, size_t size)
{
    return madvise(start, size, MADV_DONTNEED) == 0;
}

bool start_finalizer(uint32_t (*run)(void *), void *argument) __asm__("__wrap__Z23PalStartFinalizerThreadPFjPvES_");
bool start_finalizer(uint32_t (*run)(void *), void *argument)
{
    (void)run, (void)argument;
    return true;
}
