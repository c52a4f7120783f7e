using Mesh.Sources.Files.Linux;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Gathers the content of files into batches; one is loaded and written while the next is gathered.
/// </summary>
internal sealed class FileBatches(
    Repository repository, TargetFolders folders, RestoreReport report, CancellationToken stop)
{
    private const long MostBytes = 128 << 20;
    private const int MostBlobs = 8192;

    private FileBatch _gathering = new(repository, folders, report);
    private Task _running = Task.CompletedTask;

    /// <summary>Restores of a file the blobs that start between the offsets.</summary>
    public async ValueTask AddAsync(TargetFolder folder, Node node, long start, long end)
    {
        var content = node.Content ?? [];
        if (FindPart(folder, node, content, start, end) is not { } part)
        {
            return;
        }

        var (file, first, count, offsets) = part;
        if (count == 0)
        {
            if (start == 0)
            {
                MakeEmpty(file);
            }

            return;
        }

        for (var i = first; i < first + count; i++)
        {
            _gathering.Add(content[i], file, offsets[i], (int)(offsets[i + 1] - offsets[i]));
            if (_gathering.Bytes >= MostBytes || _gathering.Count >= MostBlobs)
            {
                await NextAsync();
            }
        }
    }

    /// <summary>Waits until all is written.</summary>
    public async Task FinishAsync()
    {
        await NextAsync();
        await _running;
    }

    private async Task NextAsync()
    {
        await _running;
        var batch = _gathering;
        _gathering = new FileBatch(repository, folders, report);
        _running = batch.Count == 0 ? Task.CompletedTask : Task.Run(() => batch.RunAsync(stop), stop);
    }

    // A blob belongs to the part in which it starts, so the part's own bounds are those of its blobs.
    private (RestoreFile File, int First, int Count, long[] Offsets)? FindPart(
        TargetFolder folder, Node node, IReadOnlyList<BlobId> content, long start, long end)
    {
        var offsets = new long[content.Count + 1];
        for (var i = 0; i < content.Count; i++)
        {
            if (repository.SizeOf(BlobType.Data, content[i]) is not { } size)
            {
                report.Problem(folder.LocationOf(node.Name), $"blob {content[i]} is not in the index");
                return null;
            }

            offsets[i + 1] = offsets[i] + size;
        }

        if (offsets[^1] != (long)node.Size)
        {
            report.Problem(
                folder.LocationOf(node.Name), $"its blobs have {offsets[^1]} bytes, its size is {node.Size}");
            return null;
        }

        var first = 0;
        while (first < content.Count && offsets[first] < start)
        {
            first++;
        }

        var count = 0;
        while (first + count < content.Count && offsets[first + count] < end)
        {
            count++;
        }

        var file = new RestoreFile(folder, node)
        {
            Start = offsets[first],
            End = offsets[first + count],
            Remaining = count,
        };
        return (file, first, count, offsets);
    }

    private void MakeEmpty(RestoreFile file)
    {
        try
        {
            using var parent = folders.Open(file.Folder);
            file.Write(parent.Handle, [], 0, blobs: 0);
            report.File();
        }
        catch (SystemCallException error)
        {
            report.Problem(file.Location, error.Message);
        }
    }
}
