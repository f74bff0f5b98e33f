using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl check</c></summary>
internal static class CheckCommand
{
    private const string Details = """
        It plans the boot as 'plan' does, with the same options, then goes through the mounts without making
        them, reads the image, and compares every object that the image names with what the disk has. It
        looks for init and the libraries that it needs, asks what the kernel in the deployment can do, and
        warns if the initramfs has another configuration than the deployment. It changes nothing. Where the
        file system has no fs-verity, sizes are compared; --deep reads and hashes.

        Exit status: 0 it boots, 1 it would not, or that can't be found out, 2 usage error, 3 it boots, but
        files of it are damaged.

        Examples:
          prepare-rootctl check
          prepare-rootctl check --all
          prepare-rootctl check --all --sysroot disk.img
          prepare-rootctl check --deep --sysroot /mnt --entry /mnt/boot/loader/entries/ostree-1.conf
        """;

    internal static Command Make()
    {
        var input = new BootOptions();
        var all = new Option<bool>("--all") { Description = "Check every boot entry and bare UKI of the disk." };
        var deep = new Option<bool>("--deep") { Description = "Read every object." };
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("check", "Find out whether a boot will succeed, and whether its files are complete.", Details)
        {
            all, deep,
        };
        input.AddTo(command);
        input.RefuseBootWith(command, all);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, input, parsed.GetValue(all), parsed.GetValue(deep), parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, BootOptions options, bool all, bool deep, bool json)
    {
        var output = parsed.InvocationConfiguration.Output;
        var text = new CheckText(output, TerminalStyle.For(output));
        var reports = new List<BootReport>();
        using var sysroot = options.Open(parsed);
        using var check = new BootCheck(deep, parsed.InvocationConfiguration.Error);
        if (!all)
        {
            reports.Add(check.Check(options.NameOf(parsed), options.Read(parsed, sysroot)));
            if (!json)
                text.Write(reports[0]);
        }
        else
        {
            var entries = options.Entries(parsed, sysroot);
            var width = entries.Max(entry => entry.Name.Length);
            foreach (var entry in entries)
            {
                reports.Add(Check(check, options, parsed, sysroot, entry));
                if (!json)
                    text.WriteLine(reports[^1], width);
            }
            if (!json)
                text.WriteNotes(sysroot.Notes);
        }
        var verdict = reports.Aggregate(Verdicts.Boots, (worst, report) => Verdicts.Worse(worst, report.Verdict));
        if (json)
            CtlJson.Write(output, new CheckReport { Verdict = verdict, Boots = reports });
        return verdict switch
        {
            Verdicts.Boots => ExitStatus.Success,
            Verdicts.Damaged => ExitStatus.Damaged,
            _ => ExitStatus.Failure,
        };
    }

    private static BootReport Check(BootCheck check, BootOptions options, ParseResult parsed, Sysroot sysroot, DiskEntry entry)
    {
        try
        {
            return check.Check(entry.Name, options.Read(parsed, sysroot, entry));
        }
        catch (FailureException failure)
        {
            // The other entries are checked nevertheless.
            return new BootReport
            {
                Name = entry.Name,
                Verdict = Verdicts.Unknown,
                Findings = [new Finding(FindingCodes.EntryUnreadable, Verdicts.Unknown, sysroot.Show(failure.Message))],
                Notes = [],
            };
        }
    }
}
