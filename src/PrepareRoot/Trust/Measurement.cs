using System;
using System.Globalization;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// Tells the TPM which image is booted: <c>[measure] pcr=N</c>. systemd-pcrextend extends the register in all its banks and
/// writes the event to <c>/run/log/systemd/tpm2-measure.log</c>, where systemd's own measurements are.
/// </summary>
internal static class Measurement
{
    private const string Program = "/usr/lib/systemd/systemd-pcrextend";
    private const int RegisterBound = 4096;

    // Without it, systemd-pcrextend does nothing, and says that all is well, where the kernel was not started by systemd-stub.
    private static readonly string[] Environment = ["PATH=/usr/sbin:/usr/bin", "SYSTEMD_FORCE_MEASURE=1"];

    /// <summary>The refusal of a root that no digest stands for.</summary>
    public static Fault NothingToMeasure { get; } = Failed(
        "there is no digest to measure that every file is verified against: it takes fs-verity, no hotfix of /usr, and composefs.enabled = verity or signed, or a digest on the command line");

    /// <summary>Extends a register by the digest of an image.</summary>
    /// <param name="pcr">Its number.</param>
    /// <param name="digest">The digest.</param>
    public static Fault? Extend(int pcr, FsVerityDigest digest)
    {
        var number = pcr.ToString(CultureInfo.InvariantCulture);
        // What is there before and after tells whether something was done: the program's word alone does not.
        var register = "/sys/class/tpm/tpm0/pcr-sha256/" + number;
        if (!Read(register).Try(out var before, out var fault))
            return fault;
        var errno = ChildProcess.Run(Program, [Program, "--pcr=" + number, "composefs:" + digest], Environment, out var status);
        if (errno != Errno.None)
            return Failed(Program + ": " + errno.Message());
        if (status != 0)
            return Failed(Program + (status == ChildProcess.Killed ? " was killed" : " failed with exit status " + status.ToString(CultureInfo.InvariantCulture)));
        if (!Read(register).Try(out var after, out fault))
            return fault;
        return before == after ? Failed(register + " is as it was after " + Program) : null;
    }

    private static Result<string> Read(string register)
    {
        var errno = Files.Open(null, register, Files.O_RDONLY, 0, out var file);
        if (errno == Errno.None)
        {
            using (file)
            {
                errno = Files.ReadToEnd(file, RegisterBound, out var content);
                if (errno == Errno.None)
                    return Encoding.UTF8.GetString(content);
            }
        }
        return Failed(register + ": " + errno.Message());
    }

    private static Fault Failed(string cause) => new(FaultCode.MeasurementFailed, cause);
}
