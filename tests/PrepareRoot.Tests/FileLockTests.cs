using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>What keeps two runs of the demo, or two that want the same cached thing, apart.</summary>
public class FileLockTests
{
    [Fact]
    public void It_is_taken_by_one_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        var file = directory["lock"];

        using (var first = FileLock.TryTake(file))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(file));
        }

        using var next = FileLock.TryTake(file);
        Assert.NotNull(next);
    }
}
