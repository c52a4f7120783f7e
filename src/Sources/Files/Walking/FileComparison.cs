using Mesh.Sources.Files.Linux;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Walking;

/// <summary>Tells whether a file is as an earlier snapshot has it, by restic's rule.</summary>
internal static class FileComparison
{
    /// <summary>Whether size, modification time, change time and inode are the same.</summary>
    public static bool IsUnchanged(in FileStatus status, Node? earlier) =>
        earlier is { Type: NodeType.File, Content: not null }
        && (ulong)status.Size == earlier.Size
        && IsSame(status.Modified, earlier.ModifiedTime)
        && IsSame(status.Changed, earlier.ChangeTime)
        && status.Inode == earlier.Inode;

    /// <summary>Whether the repository's index has all of the file's content.</summary>
    public static bool IsPresent(Repository repository, Node earlier)
    {
        foreach (var id in earlier.Content!)
        {
            if (!repository.Contains(BlobType.Data, id))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSame((long Seconds, int Nanoseconds) time, Timestamp earlier) =>
        time.Seconds == earlier.UnixSeconds && time.Nanoseconds == earlier.Nanoseconds;
}
