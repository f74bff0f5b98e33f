using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>
/// What the initramfs of this boot said: the files that <see cref="KeptInitramfs"/> left in
/// <c>/run</c>. Those of the running system may differ.
/// </summary>
internal sealed class KeptFiles : IInitramfsFiles
{
    private const string Location = RunDirectory.Path + "/" + RunDirectory.InitramfsName;

    // Three files, and JSON needs up to six bytes for one.
    private const int Bound = 20 * InitramfsConfiguration.Bound;

    private readonly Dictionary<string, string> _files;

    private KeptFiles(Dictionary<string, string> files) => _files = files;

    /// <summary>Reads them.</summary>
    internal static BootConfiguration Read()
    {
        if (!InitramfsFile.Read(null, Location, Bound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        if (file.Content is null)
            throw new FailureException(Location + " is missing: nothing says how the next root is to be verified. Restart the machine with 'systemctl reboot'");
        try
        {
            var files = JsonSerializer.Deserialize(file.Content, CtlJson.Default.DictionaryStringString)
                ?? throw new FailureException(Location + ": must be an object of files, but is null");
            return new BootConfiguration(BootConfiguration.Initramfs, Location, new KeptFiles(files));
        }
        catch (JsonException e)
        {
            throw new FailureException(Location + ": must be an object of files, but is not: " + OffendingText.Quote(e.Message));
        }
    }

    /// <inheritdoc/>
    public Result<InitramfsFile> Read(string path, int bound) =>
        new InitramfsFile(path, _files.TryGetValue(path, out var text) ? Encoding.UTF8.GetBytes(text) : null);
}
