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

/// <summary>Every pair of a value of the configuration and an argument: the policy's test and its documentation, docs/policy.md.</summary>
public class PolicyTableTests
{
    private const string D = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";

    private static readonly string[] Enabled = ["(absent)", "no", "maybe", "yes", "verity", "signed"];

    // What is done: bind, bind or composefs if there is an image, composefs unverified, any image with verity, the image D with verity,
    // the image D (with verity if it has it), a signed image; or refused, because it would lower what the initramfs asks for.
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

    /// <summary>To write the file anew: make docs</summary>
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
            # What the configuration and the kernel command line add up to

            The initramfs sets the floor: `[composefs] enabled` in its `prepare-root.conf`. The command line may ask for more,
            never for less. `D` stands for a digest; `composefs.digest=` is treated as `composefs=`.

            | in a cell | what is done |
            | --- | --- |
            | bind | the deployment is bind-mounted, its `/usr` read-only; nothing is verified |
            | maybe | composefs if the deployment has an image, else as bind; nothing is verified |
            | composefs | the deployment's image is mounted; nothing is verified |
            | verity | the image must have fs-verity, and every file the digest that the image names; nobody vouches for the image |
            | ?D | the image that D names; if it has fs-verity, its digest must be D and every file is verified |
            | D | the image must have fs-verity and the digest D, and every file the digest that the image names |
            | signed | as D, with D from the metadata of the deployment's signed commit |
            | D signed | as D, and D must be signed: by `composefs.signature=`, or (ostree) by a signed commit that names the same D |
            | refused | it would lower what the initramfs asks for (`floor-lowered`) |

            This table is the policy's unit test (`PolicyTableTests`), printed (`make docs`).

            """);
        text.Append("\n| command line | ").Append(string.Join(" | ", Enabled)).Append(" |\n|");
        text.Insert(text.Length, " --- |", Enabled.Length + 1).Append('\n');
        foreach (var (arguments, outcomes) in Table)
            text.Append("| `").Append(arguments).Append("` | ").Append(string.Join(" | ", outcomes)).Append(" |\n");
        return text.ToString();
    }
}
