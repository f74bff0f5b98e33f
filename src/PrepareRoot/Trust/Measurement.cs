using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// Measures the image, or the refusal, into the TPM: <c>[measure] pcr=N</c>. systemd-pcrextend
/// extends the PCR in all banks and writes the event to
/// <c>/run/log/systemd/tpm2-measure.log</c>, the log of systemd's own measurements.
/// </summary>
internal static class Measurement
{
    /// <summary>The program that extends the register.</summary>
    internal const string Program = "/usr/lib/systemd/systemd-pcrextend";
    private const int RegisterBound = 4096;

    // The events. What follows is the digest of the image, or the name of the fault.
    private const string ImageEvent = "composefs:";
    private const string RefusalEvent = "prepare-root:refused:";

    // Without SYSTEMD_FORCE_MEASURE, systemd-pcrextend does nothing and exits with 0 if
    // systemd-stub did not start the kernel.
    private static readonly string[] Environment = ["PATH=/usr/sbin:/usr/bin", "SYSTEMD_FORCE_MEASURE=1"];

    /// <summary>The fault for a root whose content no digest determines completely.</summary>
    public static Fault NothingToMeasure => Failed(
        "there is no digest to measure that every file is verified against: measure.pcr requires fs-verity, no hotfix of /usr, and composefs.enabled = verity or signed, or a digest on the command line");

    /// <summary>
    /// Extends a PCR with the digest of the image. This is the last step before the commit: a root
    /// that could not be measured is not booted, and a root that was refused is not measured. If
    /// the commit itself fails, the PCR is extended although the root is not booted.
    /// </summary>
    /// <param name="register">The number of the PCR; null: nothing is measured.</param>
    /// <param name="digest">
    /// The digest. It must not be null if <paramref name="register"/> is not.
    /// </param>
    public static Fault? Extend(int? register, FsVerityDigest? digest)
    {
        if (register is not { } pcr)
            return null;
        return digest is { } measured ? Extend(pcr, ImageEvent + measured) : NothingToMeasure;
    }

    /// <summary>
    /// Extends a PCR with a refusal. A PCR can't be set back, so whoever is in the shell after the
    /// refusal can't extend it to the value of an image.
    /// </summary>
    /// <param name="register">The number of the PCR; null: nothing is measured.</param>
    /// <param name="refusal">Why the request is refused.</param>
    /// <returns>The refusal. Its cause says so if it could not be measured.</returns>
    public static Fault ExtendByRefusal(int? register, Fault refusal)
    {
        if (register is not { } pcr || Extend(pcr, RefusalEvent + refusal.Code.Name) is not { } fault)
            return refusal;
        return refusal with { Cause = refusal.Cause + "; the refusal is not measured: " + fault.Cause };
    }

    private static Fault? Extend(int pcr, string measured)
    {
        var number = pcr.Text();
        // The program also exits with 0 if it did nothing, so the PCR is read before and after.
        var path = "/sys/class/tpm/tpm0/pcr-sha256/" + number;
        if (!Read(path).Try(out var before, out var fault))
            return fault;
        var errno = ChildProcess.Run(Program, [Program, "--pcr=" + number, measured], Environment, out var status);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.MeasurementFailed, Program);
        if (status != 0)
            return Failed(Program + (status == ChildProcess.Killed ? " was killed" : " failed with exit status " + status.Text()));
        if (!Read(path).Try(out var after, out fault))
            return fault;
        return before == after ? Failed(path + " is unchanged after " + Program) : null;
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
        return errno.ToFault(FaultCode.MeasurementFailed, register);
    }

    private static Fault Failed(string cause) => new(FaultCode.MeasurementFailed, cause);
}
