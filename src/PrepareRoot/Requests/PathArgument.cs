using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>A path among the program's arguments.</summary>
internal static class PathArgument
{
    /// <summary>
    /// The absolute path. The working directory changes while the new root is assembled, so a
    /// relative path is resolved once, before anything is opened.
    /// </summary>
    /// <param name="name">The name of the argument, for messages.</param>
    /// <param name="path">The path; may be relative.</param>
    /// <param name="findDirectory">
    /// Finds the working directory: an absolute path; null if it is unknown.
    /// </param>
    /// <returns>The path, or <see cref="FaultCode.Usage"/>.</returns>
    internal static Result<string> Resolve(string name, string path, Func<string?> findDirectory)
    {
        if (path.StartsWith('/'))
            return path;
        if (path.Length == 0)
            return new Fault(FaultCode.Usage, name + " must be a path, but is ''");
        if (findDirectory() is not { } workingDirectory)
        {
            return new Fault(
                FaultCode.Usage,
                name + " must be an absolute path, because the working directory has none, but is " + OffendingText.Quote(path));
        }
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..].TrimStart('/');
        return path is "" or "." ? workingDirectory : workingDirectory.TrimEnd('/') + "/" + path;
    }
}
