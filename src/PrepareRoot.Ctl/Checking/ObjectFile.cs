using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>A file of an image whose content is an object.</summary>
internal sealed class ObjectFile(string name, string path, uint permissions, IImageBytes? content, FileDescriptor? open)
    : RootFile(path, FileType.Regular, permissions, content, open)
{
    /// <summary>The object, escaped.</summary>
    internal string Object => name;

    /// <summary>What is wrong with it; null if nothing is.</summary>
    internal Finding? Damage { get; init; }
}
