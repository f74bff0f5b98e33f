using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>
/// A program of this machine that runs in the scratch root. It is reached through the root
/// directory of this process.
/// </summary>
internal static class HostProgram
{
    /// <summary>The root directory of this process, for a process in the scratch root.</summary>
    public static readonly string Root = "/proc/" + Environment.ProcessId + "/root";

    private static readonly string _loader = Real(
        RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2");

    /// <summary>The command line that starts it, before its arguments.</summary>
    public static IEnumerable<string> CommandLine(string program) =>
        [Root + _loader, "--library-path", Root + Path.GetDirectoryName(_loader), Root + Real(program)];

    // Without links: they would be resolved in the scratch root.
    private static string Real(string path) => Command.Run("realpath", path).TrimEnd('\n');
}
