using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Mesh.Storage.Errors;

namespace Mesh.Storage.Files;

/// <summary>
/// A store in a folder, laid out as restic's local backend does: one file an object, at the path that its key
/// says, with restic's modes. The work is done on the thread pool, straight from and into the caller's
/// memory.
/// </summary>
public sealed class FileObjectStore : IObjectStore
{
    // Bounds the time between two looks at the cancellation token.
    private const int LargestRead = 8 << 20;

    private readonly string root;
    private readonly Lazy<FileModes> modes;
    private readonly ConcurrentDictionary<string, bool> preparedFolders = new(StringComparer.Ordinal);

    /// <param name="root">The folder; it need not exist before the first put.</param>
    public FileObjectStore(string root)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        this.root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        modes = new Lazy<FileModes>(() => FileModes.Of(this.root));
    }

    public string Location => root;

    public Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return RunAsync(key, () =>
        {
            var path = PathOf(key);
            try
            {
                // Unlike File.Exists this tells "not there" from "may not look".
                if (File.GetAttributes(path).HasFlag(FileAttributes.Directory))
                {
                    return null;
                }

                return new ObjectInfo(key, FolderListing.SizeOf(new FileInfo(path)));
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }, cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.CheckPrefix(prefix);
        if (!Directory.Exists(root))
        {
            throw new ObjectStoreException("store-missing", root, "there is no such folder",
                "check the path, and that its disk is mounted");
        }

        var folders = new Stack<string>([prefix]);
        while (folders.TryPop(out var folder))
        {
            var listing = await RunAsync(folder, () => FolderListing.Of(root, folder), cancellationToken);
            foreach (var child in listing.Folders)
            {
                folders.Push(child);
            }

            foreach (var file in listing.Objects)
            {
                yield return file;
            }
        }
    }

    public Task PutAsync(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return RunAsync(key, () =>
        {
            Put(key, content, condition, cancellationToken);
            return true;
        }, cancellationToken);
    }

    public Task ReadAsync(
        string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return RunAsync(key, () =>
        {
            Read(key, offset, destination, cancellationToken);
            return true;
        }, cancellationToken);
    }

    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ObjectKey.Check(key);
        return RunAsync(key, () =>
        {
            var path = PathOf(key);
            var removed = Posix.Unlink(path);
            var folder = Path.GetDirectoryName(path)!;
            if (Directory.Exists(folder))
            {
                // Also when nothing was removed: an earlier attempt may have failed between its two steps.
                Posix.SyncFolder(folder);
            }

            return removed;
        }, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Put(
        string key,
        ReadOnlySequence<byte> content,
        PutCondition condition,
        CancellationToken cancellationToken)
    {
        var path = PathOf(key);
        if (condition == PutCondition.IfAbsent && File.Exists(path))
        {
            throw new ObjectExistsException(root, key);
        }

        var folder = Path.GetDirectoryName(path)!;
        Prepare(folder);
        using (var unfinished = UnfinishedFile.Create(path))
        {
            unfinished.Write(content, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (!unfinished.TryFinish(path, condition, modes.Value.Object))
            {
                throw new ObjectExistsException(root, key);
            }
        }

        Posix.SyncFolder(folder);
    }

    private void Read(string key, long offset, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(
            PathOf(key), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var end = offset + destination.Length;
        for (var rest = destination.Span; rest.Length > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(file, rest[..Math.Min(rest.Length, LargestRead)], end - rest.Length);
            rest = read > 0
                ? rest[read..]
                : throw new ObjectTruncatedException(root, key, end, RandomAccess.GetLength(file));
        }

        if (destination.IsEmpty && RandomAccess.GetLength(file) < end)
        {
            throw new ObjectTruncatedException(root, key, end, RandomAccess.GetLength(file));
        }
    }

    /// <summary>Makes the folder if it is missing and, once, clears it of what killed writers left
    /// there.</summary>
    private void Prepare(string folder)
    {
        if (preparedFolders.ContainsKey(folder) && Directory.Exists(folder))
        {
            return;
        }

        MakeFolder(folder);
        UnfinishedFile.Sweep(folder);
        preparedFolders[folder] = true;
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        MakeFolder(parent);
        Directory.CreateDirectory(folder, modes.Value.Folder);
        Posix.SyncFolder(parent);
    }

    private string PathOf(string key) => Path.Combine(root, key);

    private async Task<T> RunAsync<T>(string key, Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception error) when (FileErrors.IsFileError(error))
        {
            throw FileErrors.Translate(error, root, key);
        }
    }
}
