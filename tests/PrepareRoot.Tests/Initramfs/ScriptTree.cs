using System;
using System.Collections.Generic;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>
/// The scripts for initramfs generators, in a tree of their own, where stand-ins take the place of
/// what they call.
/// </summary>
internal sealed class ScriptTree : IDisposable
{
    // What the scripts take for /usr/bin/prepare-rootctl.
    private const string Tool = "usr/bin/prepare-rootctl";

    private readonly TemporaryDirectory _directory = new();

    public ScriptTree()
    {
        Install("config/initramfs/build.sh", "usr/lib/prepare-root/initramfs-build.sh");
        Install("config/initramfs/boot.sh", "usr/lib/prepare-root/initramfs-boot.sh");
        Install("config/initramfs/died.sh", "usr/lib/prepare-root/initramfs-died.sh");
        Install("config/initramfs/refused.sh", "usr/lib/prepare-root/initramfs-refused.sh");
        // This machine is not switched off.
        foreach (var end in (string[])["reboot", "poweroff"])
            Write("bin/" + end, $"#!/bin/sh\necho \"{end} $*\"\n");
        Write("bin/sync", "#!/bin/sh\n");
        // The real program, as this test was built with it. For it, this tree is the whole system.
        var program = Path.Combine(AppContext.BaseDirectory, "prepare-rootctl.dll");
        Write(Tool, $"""
            #!/bin/sh
            case "$*" in
                --version) exit ;;
                "initramfs --root /") ;;
                *) exec dotnet '{program}' "$@" ;;
            esac
            answer=$(dotnet '{program}' initramfs --root '{this[""]}') || exit
            printf '%s\n' "$answer" | sed 's,^source ,&{this[""]},'

            """);
    }

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => _directory[name];

    /// <summary>
    /// Puts a script of ours there, as <c>make install</c> does with another PREFIX.
    /// </summary>
    public void Install(string file, string name)
    {
        var text = File.ReadAllText(Checkout.File(file))
            .Replace("/usr/lib/prepare-root/", this["usr/lib/prepare-root/"], StringComparison.Ordinal)
            .Replace("${1%/}/" + Tool, this[Tool], StringComparison.Ordinal)
            .Replace("/proc/cmdline", this["cmdline"], StringComparison.Ordinal)
            .Replace("/proc/sysrq-trigger", this["sysrq-trigger"], StringComparison.Ordinal);
        Write(name, text);
    }

    /// <summary>Writes a file, that can be run.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        // By another process. What this one starts meanwhile would have the file open for writing, and
        // the kernel executes no such file (ETXTBSY).
        new Command("install", "-m", "0700", "/dev/stdin", this[name]) { Input = text }.Run();
    }

    /// <summary>Runs a script.</summary>
    /// <returns>The lines that it printed, paths as they are in the tree.</returns>
    public string[] Run(string shell, string script)
    {
        var command = new Command(shell, "-euc", script)
        {
            WorkingDirectory = this[""],
            Environment = new Dictionary<string, string>
            {
                ["PATH"] = this["bin"] + ":" + Environment.GetEnvironmentVariable("PATH"),
            },
        };
        return command.Run().Replace(this[""], "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();
}
