using Mesh.Domain.Errors;

namespace Mesh.Activities.Movements;

/// <summary>Looks at what is to be backed up before anything is.</summary>
internal static class SourceCheck
{
    /// <summary>
    /// A path that was declared and is not there fails the run: a disk that is not mounted must not become a
    /// recovery point that holds nothing of it, for whose sake retention forgets those that do.
    /// </summary>
    /// <exception cref="MeshException"><c>source-unreadable</c></exception>
    public static void RefuseUnreadable(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            try
            {
                var found = File.GetAttributes(path);
                if (found.HasFlag(FileAttributes.Directory) && !found.HasFlag(FileAttributes.ReparsePoint))
                {
                    using var entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
                    entries.MoveNext();
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new MeshException(
                    "source-unreadable",
                    path,
                    error.Message.TrimEnd('.'),
                    "see whether its disk is mounted, or take the path out of the manifest",
                    innerException: error);
            }
        }
    }
}
