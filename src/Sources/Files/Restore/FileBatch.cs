using Mesh.Domain.Errors;
using Mesh.Sources.Files.Backup;
using Mesh.Sources.Files.Linux;
using Mesh.Vault;

namespace Mesh.Sources.Files.Restore;

/// <summary>Blobs to be loaded together, and where each is to be written.</summary>
internal sealed class FileBatch(Repository repository, TargetFolders folders, RestoreReport report)
{
    private readonly Dictionary<BlobId, Use> _uses = [];

    /// <summary>Bytes that the batch will write.</summary>
    public long Bytes { get; private set; }

    public int Count { get; private set; }

    public void Add(BlobId id, RestoreFile file, long offset, int length)
    {
        _uses.TryGetValue(id, out var next);
        _uses[id] = new Use(file, offset, length, next);
        Bytes += length;
        Count++;
    }

    /// <summary>Loads and writes all; what fails is reported and fails only the files concerned.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        WriteZeros();
        try
        {
            await repository.LoadBlobsAsync(BlobType.Data, [.. _uses.Keys], Receive, cancellationToken);
        }
        catch (MeshException)
        {
            // One bad blob must not keep the others from being restored: get those that are left one by one.
            foreach (var id in _uses.Where(use => !use.Value.IsDone).Select(use => use.Key))
            {
                await LoadOneAsync(id, cancellationToken);
            }
        }
    }

    private ValueTask Receive(BlobId id, ReadOnlyMemory<byte> content)
    {
        WriteAll(id, content.Span);
        return ValueTask.CompletedTask;
    }

    private void WriteAll(BlobId id, ReadOnlySpan<byte> content)
    {
        var use = _uses[id];
        use.IsDone = true;
        for (var each = use; each is not null; each = each.Next)
        {
            Write(each, content);
        }
    }

    private async Task LoadOneAsync(BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            WriteAll(id, await repository.LoadBlobAsync(BlobType.Data, id, cancellationToken));
        }
        catch (MeshException error)
        {
            for (var use = _uses[id]; use is not null; use = use.Next)
            {
                Fail(use.File, error.Message);
            }
        }
    }

    // The blob that holes are made of needs no loading.
    private void WriteZeros()
    {
        if (!_uses.Values.Any(use => use.Length == FileCutter.HoleSize))
        {
            return;
        }

        var zeros = new byte[FileCutter.HoleSize];
        var id = BlobId.Of(zeros);
        if (_uses.ContainsKey(id))
        {
            WriteAll(id, zeros);
            _uses.Remove(id);
        }
    }

    private void Write(Use use, ReadOnlySpan<byte> content)
    {
        try
        {
            bool done;
            using (var parent = folders.Open(use.File.Folder))
            {
                done = use.File.Write(parent.Handle, content, use.Offset, blobs: 1);
            }

            report.Bytes(content.Length);
            if (done && use.File.Start == 0)
            {
                report.File(); // of a file in parts, its first one counts
            }
        }
        catch (SystemCallException error)
        {
            Fail(use.File, error.Message);
        }
    }

    private void Fail(RestoreFile file, string reason)
    {
        if (file.Fail())
        {
            report.Problem(file.Location, reason);
        }
    }

    /// <summary>One place where a blob is written, and the next.</summary>
    private sealed class Use(RestoreFile file, long offset, int length, Use? next)
    {
        public RestoreFile File => file;

        public long Offset => offset;

        public int Length => length;

        public Use? Next => next;

        public bool IsDone { get; set; }
    }
}
