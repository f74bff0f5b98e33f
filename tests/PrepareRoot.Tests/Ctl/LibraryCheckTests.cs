using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Support;
using PrepareRoot.Tests.Formats;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>The libraries that init needs, and what init is.</summary>
public sealed class LibraryCheckTests : IDisposable
{
    private const string Linker = "/lib64/ld-linux-x86-64.so.2";
    private const string Everywhere =
        "/lib/x86_64-linux-gnu, /usr/lib/x86_64-linux-gnu, /lib64, /usr/lib64, /lib, /usr/lib, /lib32, /usr/lib32";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    // A file in each line: ELF files with what they need and where it is searched, links, and text.
    [Theory]
    [InlineData("a static program", "/sbin/init static", "")]
    [InlineData("a library of Debian", "/sbin/init needs=liba.so\n/usr/lib/x86_64-linux-gnu/liba.so", "")]
    [InlineData("a library of Fedora", "/sbin/init needs=liba.so\n/usr/lib64/liba.so", "")]
    [InlineData("a library behind a link", "/sbin/init needs=liba.so\n/usr/lib64/liba.so.1\n/usr/lib64/liba.so -> liba.so.1", "")]
    [InlineData("the linker as a library", "/sbin/init needs=ld-linux-x86-64.so.2", "")]
    [InlineData("a library by its path", "/sbin/init needs=/opt/liba.so\n/opt/liba.so", "")]
    [InlineData("libraries that need each other", "/sbin/init needs=liba.so\n/lib/liba.so needs=libb.so\n/lib/libb.so needs=liba.so", "")]
    [InlineData("a missing library", "/sbin/init needs=liba.so", "the library 'liba.so' that /sbin/init needs is in none of " + Everywhere)]
    [InlineData("a directory as a library", "/sbin/init needs=liba.so\n/lib/liba.so/x text", "the library 'liba.so' that /sbin/init needs is in none of " + Everywhere)]
    [InlineData("a missing library by its path", "/sbin/init needs=/opt/liba.so", "the library '/opt/liba.so' that /sbin/init needs is in none of ")]
    [InlineData("what a library needs", "/sbin/init needs=liba.so\n/lib64/liba.so needs=libb.so,libc.so\n/lib64/libb.so", "the library 'libc.so' that /lib64/liba.so needs is in none of " + Everywhere)]
    [InlineData("DT_RUNPATH with the origin behind a link", "/sbin/init -> ../usr/lib/systemd/systemd\n/usr/lib/systemd/systemd needs=liba.so runpath=$ORIGIN/private\n/usr/lib/systemd/private/liba.so", "")]
    [InlineData("DT_RUNPATH with ${ORIGIN}", "/sbin/init needs=liba.so runpath=/no:${ORIGIN}/../opt\n/opt/liba.so", "")]
    [InlineData("DT_RUNPATH with $LIB", "/sbin/init needs=liba.so runpath=/opt/$LIB\n/opt/lib64/liba.so", "")]
    [InlineData("DT_RUNPATH is not for what libraries need", "/sbin/init needs=liba.so runpath=/opt\n/opt/liba.so needs=libb.so\n/opt/libb.so", "the library 'libb.so' that /opt/liba.so needs is in none of " + Everywhere)]
    [InlineData("DT_RPATH is for what libraries need", "/sbin/init needs=liba.so rpath=/opt\n/opt/liba.so needs=libb.so\n/opt/libb.so", "")]
    [InlineData("DT_RPATH is ignored beside DT_RUNPATH", "/sbin/init needs=liba.so rpath=/opt runpath=/no\n/opt/liba.so", "the library 'liba.so' that /sbin/init needs is in none of /no, " + Everywhere)]
    [InlineData("a directory in ld.so.conf", "/sbin/init needs=liba.so\n/etc/ld.so.conf text=/opt/a # x\n/opt/a/liba.so", "")]
    [InlineData("a file that ld.so.conf includes", "/sbin/init needs=liba.so\n/usr/etc/ld.so.conf text=include ld.so.conf.d/*.conf\n/usr/etc/ld.so.conf.d/a.conf text=/opt/a/\n/opt/a/liba.so", "")]
    [InlineData("a file that ld.so.conf does not include", "/sbin/init needs=liba.so\n/etc/ld.so.conf text=include /etc/ld.so.conf.d/*.conf\n/etc/ld.so.conf.d/a.off text=/opt/a\n/opt/a/liba.so", "the library 'liba.so' that /sbin/init needs is in none of " + Everywhere)]
    [InlineData("ld.so.conf includes itself", "/sbin/init\n/etc/ld.so.conf text=include ld.so.conf", "")]
    [InlineData("a library for another processor", "/sbin/init needs=liba.so\n/lib64/liba.so machine=183", "the library 'liba.so' that /sbin/init needs: /lib64/liba.so is for another processor")]
    [InlineData("a library for another processor before the right one", "/sbin/init needs=liba.so\n/lib64/liba.so machine=183\n/usr/lib/liba.so", "")]
    [InlineData("a library that is text", "/sbin/init needs=liba.so\n/lib64/liba.so text=INPUT(-lb)", "the library 'liba.so' that /sbin/init needs: /lib64/liba.so is no ELF file")]
    [InlineData("a library of musl", "/sbin/init needs=libc.musl-x86_64.so.1,liba.so linker=/lib/ld-musl-x86_64.so.1\n/lib/ld-musl-x86_64.so.1\n/usr/local/lib/liba.so", "")]
    [InlineData("a missing library of musl", "/sbin/init needs=libcap.so linker=/lib/ld-musl-x86_64.so.1\n/lib/ld-musl-x86_64.so.1", "the library 'libcap.so' that /sbin/init needs is in none of /lib, /usr/local/lib, /usr/lib")]
    [InlineData("an interpreter of a script", "/sbin/init text=#!/bin/sh\n/bin/sh needs=liba.so", "the library 'liba.so' that /bin/sh needs is in none of " + Everywhere)]
    public void Library_that_init_needs_is_found_as_the_dynamic_linker_finds_it(string title, string files, string expected) =>
        Assert.Equal((title, expected.Length == 0 ? "" : "refused " + expected), (title, Check(files)));

    [Theory]
    [InlineData("/bin/sh", "/bin/sh of the new root: No such file or directory")]
    [InlineData("/ostree/boot.1/os/0/0/usr/lib/ostree/ostree-prepare-root", "")]
    [InlineData("/usr/lib/prepare-root/prepare-root", "")]
    public void Init_that_is_prepare_root_itself_starts_sbin_init(string init, string expected) =>
        Assert.Equal(expected.Length == 0 ? "" : "refused " + expected, Check("/sbin/init", init));

    // The boot has found it: nothing else is then looked for.
    [Fact]
    public void Bad_C_library_is_one_finding() => Assert.Equal(
        "refused /lib64/libc.so.6, which /sbin/init of the new root needs, is neither an ELF program nor a script with #!",
        Check("/sbin/init needs=liba.so,libc.so.6\n/lib64/libc.so.6 text"));

    [Fact]
    public void Missing_C_library_is_one_finding() => Assert.Equal(
        "refused the library 'libc.so.6' that /sbin/init needs is in none of " + Everywhere, Check("/sbin/init needs=libc.so.6"));

    [Fact]
    public void Number_of_libraries_is_limited()
    {
        var names = Enumerable.Range(0, 600).Select(number => "lib" + number.ToString(CultureInfo.InvariantCulture)).ToArray();
        var libraries = names.Select(name => "\n/opt/" + name);

        Assert.Equal(
            "unknown /sbin/init needs more than 512 libraries", Check("/sbin/init runpath=/opt needs=" + string.Join(',', names) + string.Concat(libraries)));
    }

    [Theory]
    [InlineData(8, 0x7fffffff, "is an ELF file whose dynamic section has a name that can't be read")]
    [InlineData(24, 1, "is an ELF file whose dynamic section has a name that can't be read")]
    [InlineData(8 - 168 + 56 + 32 - 8, 0x7fffffff, "is an ELF file whose dynamic section can't be read")]
    [InlineData(8 - 168 + 56 + 8 - 8, 0x7fffffff, "is an ELF file whose dynamic section can't be read")]
    public void Damaged_dynamic_section_is_named(int offset, int value, string problem)
    {
        var elf = new TestElf { Needed = ["liba.so"] }.Bytes();
        BitConverter.TryWriteBytes(elf.AsSpan(TestElf.Dynamic + offset), value);

        Assert.Equal(problem, DynamicSection.Read(new ArrayBytes(elf)).Problem);
    }

    [Fact]
    public void Truncated_elf_file_has_a_problem_or_less()
    {
        var elf = new TestElf { Needed = ["liba.so"], RPath = "/a", RunPath = "/b", Interpreter = Linker }.Bytes();
        for (var size = 0; size < elf.Length - Linker.Length - 1; size++)
            Assert.NotNull(DynamicSection.Read(new ArrayBytes(elf[..size])).Problem);
    }

    // What the linker of this machine loads is what is searched.
    [Fact]
    public void Every_library_of_a_real_program_is_missed()
    {
        var libraries = Command.Run("sh", "-euc", "ldd /usr/bin/apt | sed -n 's/.* => \\(\\/[^ ]*\\) .*/\\1/p'").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(libraries.Length, 5, 50);
        Command.Run("sh", [
            "-euc", "d=$1; shift; mkdir $d/sbin; cp /usr/bin/apt $d/sbin/init; for f in \"$@\" /lib64/ld-linux-x86-64.so.2; do mkdir -p $d${f%/*}; cp $f $d$f; done",
            "sh", _directory["."], .. libraries]);
        Assert.Equal("", Findings());

        foreach (var library in libraries)
        {
            File.Move(_directory["." + library], _directory["moved"]);
            Assert.Contains("the library '" + Path.GetFileName(library) + "' that /", Findings(), StringComparison.Ordinal);
            File.Move(_directory["moved"], _directory["." + library]);
        }
    }

    // ldconfig is given the directory: ld.so.conf does not have it.
    [Theory]
    [InlineData("/opt/a")]
    [InlineData("/opt/a/glibc-hwcaps/x86-64-v2")]
    public void Library_that_only_the_cache_has_is_found(string directory)
    {
        Command.Run("sh", "-euc", """
            cd "$1"; mkdir -p sbin lib64 ".$2"
            cp /usr/bin/apt sbin/init; cp /lib64/ld-linux-x86-64.so.2 lib64
            ldd /usr/bin/apt | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | xargs cp -t ".$2"
            """, "sh", _directory["."], directory);
        Assert.Contains("is in none of ", Findings(), StringComparison.Ordinal);

        Command.Run("sh", "-euc", "mkdir -p $1/etc; PATH=$PATH:/sbin ldconfig -r $1 /opt/a 2>&1", "sh", _directory["."]);
        Assert.Equal("", Findings());
    }

    // The offset, and what is written there.
    [Theory]
    [InlineData(0, "x", "")]
    [InlineData(20, "\u0000", "")]
    [InlineData(20, "\u00ff\u00ff\u00ff\u00ff", "/opt/a")]
    [InlineData(48 + 8, "\u00ff\u00ff\u00ff\u00ff", "")]
    [InlineData(48 + 8, "\u0000", "")]
    [InlineData(48 + 24 + 13, "x", "")]
    public void Damaged_cache_has_fewer_directories(int offset, string value, string expected)
    {
        var cache = new byte[48 + 24 + 14];
        "glibc-ld.so.cache1.1\u0001"u8.CopyTo(cache);
        cache[48 + 8] = 48 + 24;
        "/opt/a/lib.so"u8.CopyTo(cache.AsSpan(48 + 24));
        System.Text.Encoding.Latin1.GetBytes(value, cache.AsSpan(offset));

        Assert.Equal(expected, string.Join(' ', Cached(cache)));
        for (var size = 0; size < cache.Length; size++)
            Assert.Empty(Cached(cache[..size]));
    }

    private IReadOnlyList<string> Cached(byte[] cache)
    {
        Directory.CreateDirectory(_directory["usr/etc"]);
        File.WriteAllBytes(_directory["usr/etc/ld.so.cache"], cache);
        Assert.Equal(Errno.None, Files.Open(null, _directory["."], Files.O_PATH | Files.O_DIRECTORY, 0, out var tree));
        using (tree)
            return LinkerCache.Directories(new TreeRootFiles(tree));
    }

    [Fact]
    public void Finding_about_the_object_of_a_library_says_what_needs_it()
    {
        var findings = new Findings();
        findings.Need("aa/bb", "/usr/lib/systemd/systemd needs this library");
        findings.Add(new Finding("object-missing", Verdicts.Damaged, "object aa/bb is missing") { Path = "/lib/liba.so", Object = "aa/bb" });

        Assert.Equal(
            ["refused object aa/bb is missing: /usr/lib/systemd/systemd needs this library"],
            findings.All.Select(finding => finding.Effect + " " + finding.Cause));
    }

    private string Check(string files, string init = "/sbin/init")
    {
        foreach (var line in (files + "\n" + Linker).Split('\n'))
            Write(line);
        return Findings(init);
    }

    private string Findings(string init = "/sbin/init")
    {
        var findings = new Findings();
        Assert.Equal(Errno.None, Files.Open(null, _directory["."], Files.O_PATH | Files.O_DIRECTORY, 0, out var tree));
        using (tree)
            new InitCheck(new TreeRootFiles(tree), findings).Run([init]);
        return string.Join('\n', findings.All.Select(finding => finding.Effect + " " + finding.Cause));
    }

    private void Write(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (path, what) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
        var file = _directory["." + path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (what.StartsWith("-> ", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(file, what[3..]);
            return;
        }
        if (what.StartsWith("text", StringComparison.Ordinal))
            File.WriteAllText(file, what.Length > 5 ? what[5..] + "\n" : "");
        else
            File.WriteAllBytes(file, Elf(what.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Bytes());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static TestElf Elf(IReadOnlyList<string> words)
    {
        string? Value(string key) => words.FirstOrDefault(word => word.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];
        return new TestElf
        {
            Interpreter = words.Contains("static") ? null : Value("linker") ?? Linker,
            Needed = Value("needs")?.Split(',') ?? [],
            RPath = Value("rpath"),
            RunPath = Value("runpath"),
            Machine = ushort.Parse(Value("machine") ?? "62", CultureInfo.InvariantCulture),
        };
    }
}
