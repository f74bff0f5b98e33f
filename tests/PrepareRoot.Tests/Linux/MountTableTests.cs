using System.Text;
using PrepareRoot.Linux;
using Xunit;

namespace PrepareRoot.Tests.Linux;

public class MountTableTests
{
    [Theory]
    [InlineData("1 0 0:1 / / rw - x x\n", 1, 0)]
    [InlineData("1 0 0:1 / / rw - x x\n2 1 0:2 / / rw - y y\n", 2, 1)]
    [InlineData("3 2 0:3 / /a rw - z z\n1 0 0:1 / / rw - x x\n2 1 0:2 / /a rw - y y\n", 3, 1)]
    [InlineData("1 0 0:1 / / rw - x x\n2 1 0:2 / /a rw - y y\n", 2, 0)]
    [InlineData("1 1 0:1 / / rw - x x\n", 1, 0)]
    [InlineData("1 0 0:1 / / rw - x x\n", 9, 0)]
    [InlineData("1 0 0:1 / / rw - x x\n12 1 0:2 / / rw - y y\n2 3 0:3 / /a rw - z z\n", 2, 0)]
    [InlineData("1 0 0:1 / / rw - x x\n2 1 0:2 / /", 2, 0)] // cut off
    [InlineData("", 1, 0)]
    [InlineData("1 2 0:1 / / rw - x x\n2 1 0:2 / / rw - y y\n", 1, 1)] // a circle
    public void Mounts_beneath_one_at_the_same_mount_point_are_counted(string table, ulong mountId, int expected) =>
        Assert.Equal(expected, MountTable.CountMountsBeneath(Encoding.UTF8.GetBytes(table), mountId));
}
