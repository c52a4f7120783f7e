using System.Buffers;
using Mesh.Vault.Errors;
using Mesh.Vault.Indexes;
using Mesh.Vault.Locks;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Pruning;

/// <summary>
/// Writes the needed blobs of packs into new ones, as they were sealed, each verified before. Nothing is
/// removed, so that others may work in the repository meanwhile.
/// </summary>
internal sealed class Repacking(Repository repository, UsedBlobs used, PruneOptions options)
{
    /// <summary>Returns when all is in the store and in an index.</summary>
    public async Task RunAsync(
        IReadOnlySet<BlobId> packs, RepositoryLock held, CancellationToken cancellationToken)
    {
        if (packs.Count == 0)
        {
            return;
        }

        var ranges = PackRange.Cut(Wanted(packs)).ToList();
        var writing = BlobWriterOptions.Default with { VerifyOnWrite = true, PackSize = options.PackSize };
        await using var writer = repository.CreateWriter(writing, held);
        var done = 0;
        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = repository.Options.Connections,
                CancellationToken = cancellationToken,
            },
            async (range, token) =>
            {
                await CopyAsync(range, writer, token);
                options.Progress?.Report(
                    new VaultProgress("repack", Interlocked.Increment(ref done), ranges.Count));
            });
        await writer.FlushAsync(cancellationToken);
    }

    private List<BlobLocation> Wanted(IReadOnlySet<BlobId> packs)
    {
        var wanted = new List<BlobLocation>();
        var batch = new BlobLocation[4_096];
        for (var start = 0; used.Index.Copy(start, batch) is > 0 and var length; start += length)
        {
            for (var place = 0; place < length; place++)
            {
                if (used[start + place] && packs.Contains(batch[place].Pack))
                {
                    wanted.Add(batch[place]);
                }
            }
        }

        return wanted;
    }

    private async ValueTask CopyAsync(PackRange range, BlobWriter writer, CancellationToken cancellationToken)
    {
        var stored = ArrayPool<byte>.Shared.Rent(range.Length);
        var opened = ArrayPool<byte>.Shared.Rent((int)range.Entries.Max(entry => entry.Length));
        var plain = ArrayPool<byte>.Shared.Rent((int)range.Entries.Max(entry => entry.PlainLength));
        try
        {
            await repository.Store.ReadAsync(
                RepositoryLayout.Key(FileKind.Pack, range.Pack),
                range.Offset,
                stored.AsMemory(0, range.Length),
                cancellationToken);
            foreach (var entry in range.Entries)
            {
                var content = stored.AsMemory((int)(entry.Offset - range.Offset), (int)entry.Length);

                // Opening destroys what it opens.
                content.CopyTo(opened);
                if (repository.Opener.TryOpen(
                    entry,
                    opened.AsSpan(0, (int)entry.Length),
                    plain.AsSpan(0, (int)entry.PlainLength)) is { } fault)
                {
                    throw Damage.Of("damaged-blob", $"blob {entry.Id} in pack {range.Pack}", fault);
                }

                await writer.CopyAsync(entry, content, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(opened);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }
}
