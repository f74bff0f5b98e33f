using System;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Requests;

/// <summary>
/// Every pair of a configuration's value and an argument. The table is also the documentation,
/// docs/policy.md.
/// </summary>
public class PolicyTableTests
{
    private const string D = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";

    private static readonly string[] Enabled = ["(absent)", "no", "maybe", "yes", "verity", "signed"];

    // The outcomes are those that Markdown() explains.
    private static readonly (string Arguments, string[] Outcomes)[] Table =
    [
        ("ostree=P", ["bind", "bind", "maybe", "composefs", "verity", "signed"]),
        ("ostree=P ostree.prepare-root.composefs=no", ["bind", "bind", "bind", "bind", "refused", "refused"]),
        ("ostree=P ostree.prepare-root.composefs=maybe", ["maybe", "maybe", "maybe", "maybe", "refused", "refused"]),
        ("ostree=P ostree.prepare-root.composefs=yes", ["composefs", "composefs", "composefs", "composefs", "verity", "signed"]),
        ("ostree=P ostree.prepare-root.composefs=signed", ["signed", "signed", "signed", "signed", "signed", "signed"]),
        ("ostree=P composefs=D", ["D", "D", "D", "D", "D", "D signed"]),
        ("ostree=P composefs=?D", ["?D", "?D", "?D", "?D", "refused", "refused"]),
        ("composefs=D", ["D", "D", "D", "D", "D", "D signed"]),
        ("composefs=?D", ["?D", "?D", "?D", "?D", "refused", "refused"]),
    ];

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (arguments, outcomes) in Table)
            {
                for (var i = 0; i < Enabled.Length; i++)
                    rows.Add(arguments, Enabled[i], outcomes[i]);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Configuration_and_arguments_have_the_outcome_of_the_table(string arguments, string enabled, string outcome) =>
        Assert.Equal(outcome, OutcomeOf(arguments, enabled));

    /// <summary><c>make docs</c> writes the file.</summary>
    [Fact]
    public void The_documentation_is_the_table()
    {
        var path = Checkout.File("docs/policy.md");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, Markdown());
        Assert.Equal(Markdown(), File.ReadAllText(path));
    }

    private static string OutcomeOf(string arguments, string enabled)
    {
        var configuration = PrepareRootConfiguration.Default;
        if (enabled != "(absent)")
        {
            Assert.True(KeyFile.Parse("conf", Encoding.UTF8.GetBytes("[composefs]\nenabled=" + enabled)).Try(out var file, out _));
            Assert.True(PrepareRootConfiguration.From(file).Try(out configuration, out _));
        }
        var commandLine = KernelCommandLine.Parse(arguments.Replace("=D", "=" + D).Replace("=?D", "=?" + D));
        if (!RootPolicy.From(commandLine, configuration, SetupRootConfiguration.Default).Try(out var policy, out var fault))
        {
            Assert.Equal(FaultCode.FloorLowered, fault.Code);
            return "refused";
        }
        var named = policy.Images.Length == 0 ? "" : policy.Images.Single().VerityOptional ? "?D" : "D";
        return (policy.Composefs, named) switch
        {
            (ComposefsMode.Disabled, "") => "bind",
            (ComposefsMode.Maybe, "") => "maybe",
            (ComposefsMode.Enabled, "") => "composefs",
            (ComposefsMode.Verity, "") => "verity",
            (ComposefsMode.Signed, "") => "signed",
            (ComposefsMode.Enabled, "?D") => "?D",
            (ComposefsMode.Verity, "D") => "D",
            (ComposefsMode.Signed, "D") => "D signed",
            _ => $"{policy.Composefs} {named}",
        };
    }

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # How the configuration and the kernel command line combine

            `[composefs] enabled` in the initramfs's `prepare-root.conf` is the minimum. The kernel command line
            can require more, never less. `D` is a digest. `composefs.digest=` has the same effect as
            `composefs=`.

            | in a cell | meaning |
            | --- | --- |
            | bind | The deployment is bind-mounted, with its `/usr` read-only. Nothing is verified. |
            | maybe | composefs if the deployment has an image, bind otherwise. Nothing is verified. |
            | composefs | The deployment's image is mounted. Nothing is verified. |
            | verity | The image must have fs-verity. Every file must have the digest that the image gives for it. The digest of the image itself is not checked. |
            | ?D | The image named D is mounted. If it has fs-verity, its digest must be D and every file is verified. |
            | D | The image must have fs-verity and the digest D. Every file must have the digest that the image gives for it. |
            | signed | As D. D is in the metadata of the deployment's signed commit. |
            | D signed | As D. D must be signed: by `composefs.signature=`, or (ostree) by a signed commit with the same D. |
            | refused | prepare-root refuses (`floor-lowered`): the command line requires less than the initramfs. |

            The table is the policy's unit test (`PolicyTableTests`). `make docs` prints this page.

            """);
        text.Append("\n| command line | ").Append(string.Join(" | ", Enabled)).Append(" |\n|");
        text.Insert(text.Length, " --- |", Enabled.Length + 1).Append('\n');
        foreach (var (arguments, outcomes) in Table)
            text.Append("| `").Append(arguments).Append("` | ").Append(string.Join(" | ", outcomes)).Append(" |\n");
        return text.ToString();
    }
}
