using System.IO.Enumeration;
using Mesh.Storage.Errors;

namespace Mesh.Storage.Files;

/// <summary>One folder's objects and sub-folders. Symbolic links are followed, as restic does: some
/// repositories have their <c>data</c> on another disk, and an answer without it would be a wrong
/// one.</summary>
internal sealed record FolderListing(IReadOnlyList<ObjectInfo> Objects, IReadOnlyList<string> Folders)
{
    // No repository nests deeper; a circle of links does.
    private const int DeepestFolder = 16;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    /// <param name="root">The store's folder.</param>
    /// <param name="folder">The key prefix of the folder: empty, or with its final '/'.</param>
    public static FolderListing Of(string root, string folder)
    {
        if (folder.Count(c => c == '/') > DeepestFolder)
        {
            throw new ObjectStoreException("store-refused", Path.Combine(root, folder),
                "the folders nest too deep", "look for a circle of symbolic links");
        }

        var path = Path.Combine(root, folder);
        List<ObjectInfo> objects = [];
        List<string> folders = [];
        if (!Directory.Exists(path))
        {
            return new FolderListing(objects, folders);
        }

        foreach (var entry in new FileSystemEnumerable<ObjectInfo?>(path, ToInfo, Everything))
        {
            if (entry is { Size: < 0 })
            {
                folders.Add(entry.Key + "/");
            }
            else if (entry is not null)
            {
                objects.Add(entry);
            }
        }

        return new FolderListing(objects, folders);

        ObjectInfo? ToInfo(ref FileSystemEntry entry)
        {
            var key = folder + entry.FileName.ToString();
            if (!ObjectKey.IsValid(key))
            {
                return null;
            }

            return new ObjectInfo(key, entry.IsDirectory ? -1 : SizeOf((FileInfo)entry.ToFileSystemInfo()));
        }
    }

    /// <summary>The size of the file, or of the one that a link leads to.</summary>
    public static long SizeOf(FileInfo file) =>
        file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : file.Length;
}
