using System.Buffers;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;
using Mesh.Vault.Indexes;

namespace Mesh.Vault.Packs;

/// <summary>Reads blobs out of packs. A blob that is damaged in one pack is looked for in others.</summary>
internal sealed class BlobReader(
    IObjectStore store, RepositoryIndex index, BlobOpener opener, int connections)
{
    public BlobOpener Opener => opener;

    public async Task<byte[]> LoadAsync(BlobType type, BlobId id, CancellationToken cancellationToken)
    {
        var locations = index.Current.FindAll(type, id);
        if (locations.Count == 0)
        {
            throw Missing(type, id);
        }

        // Each place twice: what comes over a wire may have been damaged on the way.
        Exception? failure = null;
        foreach (var location in locations.Concat(locations))
        {
            try
            {
                return await LoadAsync(location, cancellationToken);
            }
            catch (MeshException error) when (error.Code == "damaged-blob"
                || error is ObjectNotFoundException or ObjectTruncatedException)
            {
                failure ??= error;
            }
        }

        throw failure!;
    }

    public async Task LoadManyAsync(
        BlobType type,
        IReadOnlyCollection<BlobId> ids,
        Func<BlobId, ReadOnlyMemory<byte>, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var current = index.Current;
        var locations = new List<BlobLocation>(ids.Count);
        foreach (var id in ids.Distinct())
        {
            var isKnown = current.TryFind(type, id, out var location);
            locations.Add(isKnown ? location : throw Missing(type, id));
            EnsureSaneSize(location);
        }

        await Parallel.ForEachAsync(
            PackRange.Cut(locations),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = connections,
                CancellationToken = cancellationToken,
            },
            (range, token) => LoadRangeAsync(range, receive, token));
    }

    private async ValueTask LoadRangeAsync(
        PackRange range, Func<BlobId, ReadOnlyMemory<byte>, ValueTask> receive,
        CancellationToken cancellationToken)
    {
        var stored = ArrayPool<byte>.Shared.Rent(range.Length);
        var plain = ArrayPool<byte>.Shared.Rent((int)range.Entries.Max(entry => entry.PlainLength));
        try
        {
            var isRead = await TryReadAsync(range, stored.AsMemory(0, range.Length), cancellationToken);
            foreach (var entry in range.Entries)
            {
                var content = stored.AsMemory((int)(entry.Offset - range.Offset), (int)entry.Length);
                var plaintext = plain.AsMemory(0, (int)entry.PlainLength);
                if (!isRead || opener.TryOpen(entry, content.Span, plaintext.Span) is not null)
                {
                    plaintext = await LoadAsync(entry.Type, entry.Id, cancellationToken);
                }

                await receive(entry.Id, plaintext);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    // A missing or short pack is no failure yet: its blobs may be elsewhere, or be read one by one.
    private async Task<bool> TryReadAsync(
        PackRange range, Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            var key = RepositoryLayout.Key(FileKind.Pack, range.Pack);
            await store.ReadAsync(key, range.Offset, destination, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is ObjectNotFoundException or ObjectTruncatedException)
        {
            return false;
        }
    }

    private async Task<byte[]> LoadAsync(BlobLocation location, CancellationToken cancellationToken)
    {
        EnsureSaneSize(location);
        var entry = location.Entry;
        var content = ArrayPool<byte>.Shared.Rent((int)entry.Length);
        try
        {
            var stored = content.AsMemory(0, (int)entry.Length);
            var key = RepositoryLayout.Key(FileKind.Pack, location.Pack);
            await store.ReadAsync(key, entry.Offset, stored, cancellationToken);
            var plaintext = GC.AllocateUninitializedArray<byte>((int)entry.PlainLength);
            return opener.TryOpen(entry, stored.Span, plaintext) is { } fault
                ? throw DamagedBlob(location, fault)
                : plaintext;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }

    private static void EnsureSaneSize(BlobLocation location)
    {
        if (Math.Max(location.Entry.PlainLength, location.Entry.Length) > BlobOpener.MaxPlainLength)
        {
            throw DamagedBlob(location, "it is larger than a blob can be");
        }
    }

    private static MeshException DamagedBlob(BlobLocation location, string cause) => Damage.Of(
        "damaged-blob", $"{NameOf(location.Entry.Type)} {location.Entry.Id} in pack {location.Pack}", cause);

    private static MeshException Missing(BlobType type, BlobId id) =>
        Damage.Of("blob-missing", $"{NameOf(type)} {id}", "the index does not name it");

    private static string NameOf(BlobType type) => type == BlobType.Tree ? "tree" : "blob";
}
