using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string SetupConfiguration = "/usr/lib/composefs/setup-root-conf.toml";
    private const string AllowedHex = "; allowed is composefs=[?]HEX";
    private const string AllowedFormat = "; allowed is composefs.digest=[?]{v1|v2}-{sha256|sha512}-12:HEX";

    // What composefs-rs and bootc read: the arguments, setup-root-conf.toml, the repository and the
    // deployment's state.
    private static IEnumerable<BadInput> Composefs() => new BadInput[]
    {
        Argument("no digest", "composefs=", "the digest has 0 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedHex),
        new("the names of the arguments alone", FaultCode.NoRootRequested, "none of ostree=, composefs=, composefs.digest=") { CommandLine = "composefs composefs.digest" },
        Argument("a ? without a digest", "composefs=?", "the digest has 0 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedHex),
        Argument("a ? in the digest", "composefs=??" + CommandLines.Sha256V1, "'?', character 1 of the digest, is not a hexadecimal digit" + AllowedHex),
        Argument("no format and no digest", "composefs.digest=", "there is no ':' between format and digest" + AllowedFormat),
        Argument("no format", "composefs.digest=" + CommandLines.Sha256V1, "there is no ':' between format and digest" + AllowedFormat),
        Argument("an empty format", "composefs.digest=:" + CommandLines.Sha256V1, "the format '' is not VERSION-HASH-BLOCKSIZE" + AllowedFormat),
        Argument("a format without a block size", "composefs.digest=v1-sha256:" + CommandLines.Sha256V1, "the format 'v1-sha256' is not VERSION-HASH-BLOCKSIZE" + AllowedFormat),
        Argument("a format of another version", "composefs.digest=v3-sha256-12:" + CommandLines.Sha256V1, "the format version 'v3' is not v1 or v2" + AllowedFormat),
        Argument("a format with another hash", "composefs.digest=v1-sha1-12:" + CommandLines.Sha256V1, "the hash 'sha1' is not sha256 or sha512" + AllowedFormat),
        Argument("a format with another block size", "composefs.digest=v1-sha256-16:" + CommandLines.Sha256V1, "the block size '16' is not 12 (4096 bytes)" + AllowedFormat),
        Argument("a format without a digest", "composefs.digest=v1-sha256-12:", "the digest has 0 hexadecimal digits instead of 64 (SHA-256)" + AllowedFormat),
        new("a malformed argument after one that names an image", FaultCode.KernelArgumentMalformed, "kernel argument 'composefs=none': 'n', character 1 of the digest, is not a hexadecimal digit" + AllowedHex)
        {
            CommandLine = $"composefs=?{CommandLines.Sha256V1} composefs=none",
        },
        new("fs-verity asked for and optional for one image", FaultCode.ImageWithoutVerity, $"the kernel command line requires sha256:{CommandLines.Sha256V1}, but")
        {
            CommandLine = $"composefs={CommandLines.Sha256V1} composefs=?{CommandLines.Sha256V1}",
        },
        new("an image that is missing and another for which fs-verity is optional", FaultCode.ImageMissing, $"/sysroot/composefs/images/{NoImage}: No such file or directory")
        {
            CommandLine = $"composefs={NoImage} composefs=?{CommandLines.Sha256V1}",
        },
        new("an image of another algorithm than the repository's", FaultCode.ImageMissing, $"/sysroot/composefs/images/{CommandLines.Sha512V1}: No such file or directory")
        {
            CommandLine = "composefs=?" + CommandLines.Sha512V1,
        },

        Toml("a line that is not TOML", "[root]\ntransient\n", ":2:10: expected '='"),
        Toml("a word without quotes", "[etc]\nmount = bind\n", ":2:9: expected a string in quotes, true, false, a number, a date, an array or a table"),
        Toml("text where a boolean belongs", "[root]\ntransient = \"true\"\n", ":2:13: root.transient must be true or false, but is the string 'true'"),
        Toml("a number where a boolean belongs", "[var]\ntransient = 1\n", ":2:13: var.transient must be true or false, but is '1'"),
        Toml("a boolean where text belongs", "[etc]\n  mount = true\n", ":2:11: etc.mount must be 'none', 'bind', 'overlay' or 'transient', but is 'true'"),
        Toml("a way to mount that there is not", "[var]\nmount = \"tmpfs\"\n", ":2:9: var.mount must be 'none', 'bind', 'overlay' or 'transient', but is the string 'tmpfs'"),
        Toml("text where a table belongs", "etc = \"bind\"\n", ":1:7: etc must be a table, but is the string 'bind'"),
        Toml("a key twice", "[root]\ntransient = true\ntransient = false\n", ":3:1: 'root.transient' is defined already"),
        Toml("bytes that are not text", "# \0\n", ":1:3: a control character"),
        new("a setup-root-conf.toml that is a directory", FaultCode.InitramfsUnreadable, SetupConfiguration + " must be a regular file, but is a directory")
        {
            Damage = machine => Directory.CreateDirectory(machine.PathOf(SetupConfiguration)),
        },
        new("a setup-root-conf.toml that is a link to nowhere", FaultCode.InitramfsUnreadable, SetupConfiguration + ": No such file or directory")
        {
            Damage = machine => machine.Shell($"mkdir -p usr/lib/composefs; ln -s nowhere .{SetupConfiguration}"),
        },

        new("a repository without objects", FaultCode.ImageMissing, $"/sysroot/{ImageLink}: No such file or directory") { Damage = Disk("rm -r composefs/objects") },
        new("a repository whose objects are elsewhere", FaultCode.ObjectsMissing, "/sysroot/composefs/objects: No such file or directory")
        {
            Damage = Disk($"cp -L {ImageLink} image; rm {ImageLink}; mv image {ImageLink}; rm -r composefs/objects"),
        },
        new("a repository whose objects are a link", FaultCode.PathRefused, "/sysroot/composefs/objects has a symbolic link where none is allowed")
        {
            Damage = Disk("mv composefs/objects composefs/others; ln -s others composefs/objects"),
        },
        new("no images", FaultCode.ImageMissing, $"/sysroot/{ImageLink}: No such file or directory") { Damage = Disk("rm -r composefs/images") },
        new("no repository", FaultCode.ImageMissing, $"/sysroot/{ImageLink}: No such file or directory") { Damage = Disk("rm -r composefs") },

        new("the state is a file", FaultCode.StateMissing, $"/sysroot/{State} must be a directory, but is a regular file") { Damage = Disk($"rm -r {State}; touch {State}") },
        new("the state is a link", FaultCode.PathRefused, $"/sysroot/{State} has a symbolic link where none is allowed")
        {
            Damage = Disk($"rm -r {State}; ln -s {CommandLines.Sha256V2} {State}"),
        },
        new("the deployment's etc is a file", FaultCode.StateMissing, $"/sysroot/{State}/etc must be a directory, but is a regular file")
        {
            Damage = Disk($"rm -r {State}/etc; touch {State}/etc"),
        },
        new("the deployment's etc is a link", FaultCode.PathRefused, $"/sysroot/{State}/etc has a symbolic link where none is allowed")
        {
            Damage = Disk($"rm -r {State}/etc; ln -s var {State}/etc"),
        },
        new("the deployment's etc is a copy and an overlay", FaultCode.StateAmbiguous, $"/sysroot/{State}/etc has upper or work of an overlay, and 'hostname' beside them")
        {
            Damage = Disk($"echo copy >{State}/etc/hostname"),
        },
        new("the deployment's etc is a copy with a work directory", FaultCode.StateAmbiguous, $"/sysroot/{State}/etc has upper or work of an overlay, and '")
        {
            Damage = Disk($"cd {State}/etc; rm -r upper; for i in $(seq 2000); do : >file$i; done"),
        },
        new("the deployment's etc is a copy with a link named upper", FaultCode.PathRefused, $"/sysroot/{State}/etc/upper has a symbolic link where none is allowed")
        {
            Damage = Disk($"cd {State}/etc; rm -r upper work; echo copy >hostname; ln -s /etc upper"),
        },
        new("the overlay's upper directory is a dangling link", FaultCode.PathRefused, $"/sysroot/{State}/etc/upper has a symbolic link where none is allowed")
        {
            Damage = Disk($"cd {State}/etc; rm -r upper work; ln -s nowhere upper"),
        },
        new("no etc where an overlay is configured", FaultCode.StateMissing, $"/sysroot/{State}/etc")
        {
            Damage = machine =>
            {
                machine.Write(SetupConfiguration, "etc.mount = \"overlay\"\n");
                Disk($"rm -r {State}/etc")(machine);
            },
        },
        new("no etc where a bind mount is configured", FaultCode.StateMissing, $"/sysroot/{State}/etc: No such file or directory")
        {
            Damage = machine =>
            {
                machine.Write(SetupConfiguration, "etc.mount = \"bind\"\n");
                Disk($"rm -r {State}/etc")(machine);
            },
        },
        new("the overlay's upper directory is a file", FaultCode.StateMissing, $"/sysroot/{State}/etc/upper must be a directory, but is a regular file")
        {
            Damage = Disk($"rm -r {State}/etc/upper; touch {State}/etc/upper"),
        },
        new("the overlay's working directory is a link", FaultCode.PathRefused, $"/sysroot/{State}/etc/work has a symbolic link where none is allowed")
        {
            Damage = Disk($"rm -r {State}/etc/work; ln -s upper {State}/etc/work"),
        },
        new("the deployment's var is a file", FaultCode.StateMissing, $"/sysroot/{State}/var must be a directory, but is a regular file")
        {
            Damage = Disk($"rm -r {State}/var; touch {State}/var"),
        },
        new("var is a link that climbs out of the disk", FaultCode.PathRefused, $"/sysroot/{State}/var has a link that leaves /sysroot")
        {
            Damage = Disk($"rm -r {State}/var; ln -s ../../../../run {State}/var"),
        },
        new("var is a link to what is not there", FaultCode.StateMissing, $"/sysroot/{State}/var: No such file or directory")
        {
            Damage = Disk($"rm -r {State}/var; ln -s ../../os/default/var {State}/var"),
        },
        new("var is a link to itself", FaultCode.PathRefused, $"/sysroot/{State}/var has a loop of links") { Damage = Disk($"rm -r {State}/var; ln -s var {State}/var") },
    }.Select(row => row with { Disk = Fixture.Sha256, CommandLine = row.CommandLine == CommandLines.OstreeA ? "composefs=?" + CommandLines.Sha256V1 : row.CommandLine });

    private static BadInput Argument(string title, string argument, string problem) =>
        new(title, FaultCode.KernelArgumentMalformed, $"kernel argument '{argument}': {problem}") { CommandLine = argument };

    private static BadInput Toml(string title, string text, string place) => new("TOML: " + title, FaultCode.ConfigurationMalformed, SetupConfiguration + place)
    {
        Damage = machine => machine.Write(SetupConfiguration, text),
    };

    private static Action<ScratchInitramfs> Disk(string script) => machine => machine.Shell("cd sysroot; " + script);
}
