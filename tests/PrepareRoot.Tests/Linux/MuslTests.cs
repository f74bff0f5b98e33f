using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Linux;

/// <summary>
/// The boot program is linked with musl, but the objects of the .NET runtime and of libsodium are
/// compiled with the headers of glibc. What both C libraries and these objects share is compared
/// here.
/// </summary>
public sealed partial class MuslTests : IDisposable
{
    // What the functions of the C library that the boot program calls take, give and leave in memory.
    private const string Shared = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <link.h>
        #include <poll.h>
        #include <pthread.h>
        #include <sched.h>
        #include <signal.h>
        #include <spawn.h>
        #include <stddef.h>
        #include <sys/file.h>
        #include <sys/mman.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/statfs.h>
        #include <sys/sysinfo.h>
        #include <sys/time.h>
        #include <sys/un.h>
        #include <sys/wait.h>
        #include <time.h>
        #include <ucontext.h>
        #include <unistd.h>

        #define SAME __attribute__((section("same"), aligned(8)))
        #define NO_LARGER __attribute__((section("no_larger"), aligned(8)))
        #define AT(structure, field) offsetof(structure, field), sizeof(((structure *)0)->field)

        SAME const long layout[] = {
            sizeof(struct stat), AT(struct stat, st_dev), AT(struct stat, st_ino), AT(struct stat, st_mode), AT(struct stat, st_uid),
            AT(struct stat, st_rdev), AT(struct stat, st_size), AT(struct stat, st_mtim), AT(struct stat, st_ctim),
            sizeof(struct statfs), AT(struct statfs, f_type), AT(struct statfs, f_bsize), AT(struct statfs, f_flags),
            sizeof(struct timespec), sizeof(struct timeval), AT(struct timeval, tv_usec), sizeof(time_t), sizeof(clockid_t),
            sizeof(struct rlimit), sizeof(rlim_t), AT(struct sysinfo, totalram), AT(struct sysinfo, freeram), AT(struct sysinfo, mem_unit),
            sizeof(sigset_t), sizeof(struct sigaction), AT(struct sigaction, sa_handler), AT(struct sigaction, sa_mask), AT(struct sigaction, sa_flags),
            sizeof(siginfo_t), AT(siginfo_t, si_signo), AT(siginfo_t, si_code), AT(siginfo_t, si_addr), AT(siginfo_t, si_pid), sizeof(stack_t),
            offsetof(ucontext_t, uc_mcontext), offsetof(ucontext_t, uc_sigmask), REGISTERS
            sizeof(pthread_t), sizeof(pthread_key_t), sizeof(cpu_set_t),
            sizeof(struct dl_phdr_info), AT(struct dl_phdr_info, dlpi_addr), AT(struct dl_phdr_info, dlpi_phdr), AT(struct dl_phdr_info, dlpi_phnum),
            sizeof(Dl_info), AT(Dl_info, dli_fbase), AT(Dl_info, dli_saddr), sizeof(struct pollfd), AT(struct pollfd, revents), sizeof(nfds_t),
            sizeof(struct sockaddr_un), AT(struct sockaddr_un, sun_path), sizeof(socklen_t),
            sizeof(off_t), sizeof(mode_t), sizeof(dev_t), sizeof(ino_t), sizeof(size_t), sizeof(pid_t), sizeof(wchar_t), sizeof(max_align_t),
        };

        SAME const long numbers[] = {
            CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME,
            PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_NORMAL, PTHREAD_CREATE_DETACHED, PTHREAD_CANCEL_DISABLE,
            SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK, SIGSEGV, SIGFPE, SIGPIPE, SIGABRT, SIGCHLD, SA_SIGINFO, SA_RESTART, SA_ONSTACK, SA_NODEFER,
            SEGV_MAPERR, SEGV_ACCERR, FPE_INTDIV, FPE_INTOVF, SS_DISABLE, SI_USER,
            PROT_READ, PROT_WRITE, PROT_EXEC, MAP_PRIVATE, MAP_ANONYMOUS, MAP_FIXED, MAP_NORESERVE, MADV_DONTNEED, MADV_DODUMP, MADV_DONTDUMP,
            RLIMIT_STACK, RLIMIT_AS, O_RDONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_NONBLOCK, O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW, O_PATH,
            F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, FD_CLOEXEC, LOCK_EX, LOCK_NB, SEEK_SET, SEEK_END, AT_FDCWD, AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW,
            _SC_PAGESIZE, _SC_NPROCESSORS_ONLN, _SC_NPROCESSORS_CONF, _SC_PHYS_PAGES, _SC_AVPHYS_PAGES, _SC_CLK_TCK, _SC_OPEN_MAX,
            AF_UNIX, SOCK_DGRAM, SOCK_STREAM, SOCK_CLOEXEC, MSG_NOSIGNAL, MSG_DONTWAIT, POLLIN, POLLHUP, POLLERR, WNOHANG, EINTR, EAGAIN, EOVERFLOW,
            RTLD_LAZY, RTLD_NOW,
        };

        /* What only the C library looks into. */
        NO_LARGER const long opaque[] = {
            sizeof(pthread_attr_t), sizeof(pthread_mutex_t), sizeof(pthread_mutexattr_t), sizeof(pthread_cond_t), sizeof(pthread_condattr_t),
            sizeof(pthread_rwlock_t),
        };
        """;

    private const string Amd64Registers = "REG_RIP, REG_RSP, REG_RAX, sizeof(greg_t),";
    private const string Arm64Registers = "AT(mcontext_t, regs), AT(mcontext_t, sp), AT(mcontext_t, pc),";

    private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-test-").FullName;

    [Fact]
    public void Musl_has_the_structures_and_numbers_of_glibc() =>
        Compare(Compile(Amd64Registers, "gcc"), Compile(Amd64Registers, "musl-gcc"));

    [RequiresFact(Needs.Arm64Headers)]
    public void Musl_has_the_structures_and_numbers_of_glibc_for_arm64() => Compare(
        Compile(Arm64Registers, "aarch64-linux-gnu-gcc", "--sysroot=" + Artifacts.Arm64Headers),
        Compile(Arm64Registers, Path.Combine(Artifacts.Arm64Headers, "musl-gcc")));

    [Fact]
    public void Errors_have_the_words_of_glibc()
    {
        var source = Checkout.File("src/PrepareRoot.Boot/Native/errors.c");
        var errors = Error().Matches(File.ReadAllText(source)).Select(match => match.Groups[1].Value).ToArray();
        Assert.InRange(errors.Length, 10, 100);
        var main = "#include <errno.h>\n#include <stdio.h>\n#include <string.h>\nint main(void) {"
            + string.Concat(errors.Select(error => $" puts(strerror({error}));")) + " return 0; }";

        Assert.Equal(Printed(main, "gcc"), Printed(main, "musl-gcc", "-static", "-Wl,--wrap=strerror", source));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Printed(string main, string compiler, params string[] options)
    {
        var program = Path.Combine(_directory, compiler);
        new Command(compiler, [.. options, "-x", "c", "-", "-o", program]) { Input = main }.Run();
        return Command.Run(program);
    }

    private static void Compare(string glibc, string musl)
    {
        Assert.Equal(Section(glibc, "same"), Section(musl, "same"));
        Assert.All(Section(glibc, "no_larger").Zip(Section(musl, "no_larger")), sizes => Assert.InRange(sizes.Second, 1, sizes.First));
    }

    private string Compile(string registers, string compiler, params string[] options)
    {
        var compiled = Path.Combine(_directory, Path.GetFileName(compiler) + ".o");
        new Command(compiler, [.. options, "-c", "-Wall", "-Werror", "-DREGISTERS=" + registers, "-x", "c", "-o", compiled, "-"]) { Input = Shared }.Run();
        return compiled;
    }

    // The numbers of a section of an object, which may be for another architecture.
    private static long[] Section(string compiled, string name)
    {
        var dump = Command.Run("readelf", "--hex-dump=" + name, compiled).Split('\n').Where(line => line.StartsWith("  0x", StringComparison.Ordinal));
        var bytes = Convert.FromHexString(string.Concat(dump.Select(line => line[13..48].Replace(" ", "", StringComparison.Ordinal))));
        return MemoryMarshal.Cast<byte, long>(bytes).ToArray();
    }

    [GeneratedRegex(@"case (E[A-Z0-9]+):")]
    private static partial Regex Error();
}
