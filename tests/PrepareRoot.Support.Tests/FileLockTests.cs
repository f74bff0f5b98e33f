using System.IO;
using Xunit;

namespace PrepareRoot.Support.Tests;

/// <summary>
/// The lock that excludes a second run of the demo, and a second process that makes the same cache
/// entry.
/// </summary>
public class FileLockTests
{
    [Fact]
    public void Lock_is_taken_by_one_at_a_time()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-lock-");
        try
        {
            var file = Path.Combine(directory.FullName, "lock");
            using (var first = FileLock.TryTake(file))
            {
                Assert.NotNull(first);
                Assert.Null(FileLock.TryTake(file));
            }

            using var next = FileLock.TryTake(file);
            Assert.NotNull(next);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
