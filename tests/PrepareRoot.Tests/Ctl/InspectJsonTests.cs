using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>The JSON of the commands that read images.</summary>
public class InspectJsonTests
{
    private static string Oracle(string name) => Checkout.Fixture("oracle/" + name);

    [Theory]
    [InlineData("ls", "a.cfs", 361)]
    [InlineData("dump", "a.cfs", 362)]
    public void Json_has_every_file(string part, string image, int count)
    {
        var run = CtlRun.Of("inspect", part, "--json", Oracle(image));

        Assert.Equal((0, ""), (run.Status, run.Error));
        var root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((1, "V1", count), (root.GetProperty("version").GetInt32(), root.GetProperty("format").GetString(), root.GetProperty("files").GetArrayLength()));
        Assert.Equal(count + 6, run.Output.Split('\n').Length - 1);
    }

    [Theory]
    [InlineData("ls", "/bin", """{"path":"/bin","type":"link","target":"usr/bin"}""")]
    [InlineData("ls", "/usr/share/names/new\\u000aline", """{"path":"/usr/share/names/new\\u000aline","type":"file","size":3,"object":"31/5882acd06ec188d04a0b1de980f5649d1e2dcafaf940d3426540131ba1ec81.file","digest":"sha256:DIGEST"}""")]
    [InlineData("dump", "/boot", """{"path":"/boot","type":"directory","inode":INODE,"mode":"755","links":2,"owner":0,"group":0,"modified":"0.000000000","xattrs":[]}""")]
    public void Json_of_a_file_has_its_attributes(string part, string path, string expected)
    {
        var files = JsonDocument.Parse(CtlRun.Of("inspect", part, "--json", Oracle("a.cfs")).Output).RootElement.GetProperty("files").EnumerateArray();

        var text = files.Single(file => file.GetProperty("path").GetString() == path).GetRawText();
        Assert.Equal(expected, Regex.Replace(Regex.Replace(text, "sha256:[0-9a-f]{64}", "sha256:DIGEST"), "\"inode\":[0-9]+", "\"inode\":INODE"));
    }

    // composefs-info wrote the dump, which has the same facts.
    [Fact]
    public void Json_of_a_dump_says_what_the_dump_of_composefs_says()
    {
        var files = JsonDocument.Parse(CtlRun.Of("inspect", "dump", "--json", Oracle("a.cfs")).Output).RootElement.GetProperty("files").EnumerateArray();
        var dumped = File.ReadLines(Oracle("a.dump")).Select(line => line.Split(' ')).ToArray();

        Assert.Equal(
            dumped.Select(fields => string.Join(' ', fields[3], fields[4], fields[5], fields[10])),
            files.Select(file => string.Join(
                ' ', file.GetProperty("links"), file.GetProperty("owner"), file.GetProperty("group"),
                file.TryGetProperty("digest", out var digest) ? digest.GetString()![7..] : "-")));
        Assert.Equal(
            dumped.Count(fields => fields[2].StartsWith('@')),
            files.Count(file => file.TryGetProperty("hardLinkOf", out _)));
    }

    [Fact]
    public void Json_of_objects_is_sorted_and_has_sizes_and_digests()
    {
        var objects = JsonDocument.Parse(CtlRun.Of("inspect", "objects", "--json", Oracle("a.cfs")).Output).RootElement.GetProperty("objects").EnumerateArray().ToArray();

        Assert.Equal(CtlRun.Of("inspect", "objects", Oracle("a.cfs")).Output.TrimEnd('\n').Split('\n'), objects.Select(found => found.GetProperty("path").GetString()));
        var release = objects.Single(found => found.GetProperty("path").GetString() == "17/f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file");
        Assert.Equal(
            (86, "sha256:60cf42940833bcc3c677129b4d7dc9ce122c021308c59a4798d32dad612d52c7"),
            (release.GetProperty("size").GetInt32(), release.GetProperty("digest").GetString()));
    }
}
