using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Storage;
using Mesh.Storage.Errors;
using Mesh.Vault.Compression;
using Mesh.Vault.Crypto;
using Mesh.Vault.Errors;

namespace Mesh.Vault;

/// <summary>
/// Reads and writes the small sealed files of a repository: index, snapshots, locks, config. Whatever is read
/// is compared with its name and its seal before anyone sees it.
/// </summary>
internal sealed class RepositoryFiles(
    IObjectStore store, MasterKey key, ZstdPool zstd, RandomNumberGenerator random, int version)
{
    /// <summary>The first byte of compressed content; JSON begins with a brace or a bracket.</summary>
    private const byte Compressed = 2;

    /// <summary>No file of these kinds is as large in any sane repository.</summary>
    private const int MaxSize = 256 << 20;

    public IObjectStore Store { get; } = store;

    /// <summary>Where a file is, for people who have to look at it.</summary>
    public string Describe(FileKind kind, BlobId id) => $"{Store.Location}: {RepositoryLayout.Key(kind, id)}";

    /// <summary>The JSON in a file.</summary>
    public async Task<ReadOnlyMemory<byte>> LoadAsync(
        FileKind kind, BlobId id, CancellationToken cancellationToken)
    {
        var subject = $"{RepositoryLayout.Name(kind)} {id}";
        var content = await LoadVerifiedAsync(kind, id, subject, cancellationToken);
        return Open(content, subject);
    }

    /// <summary>The JSON in a file that is not named by its hash.</summary>
    public async Task<ReadOnlyMemory<byte>> LoadAsync(
        string objectKey, CancellationToken cancellationToken) =>
        Open(await Store.GetAsync(objectKey, MaxSize, cancellationToken), objectKey);

    /// <summary>Stores JSON under the hash of what it becomes.</summary>
    public async Task<BlobId> SaveAsync(
        FileKind kind, ReadOnlyMemory<byte> json, bool verify, CancellationToken cancellationToken)
    {
        var content = Seal(json.Span, compress: version > 1);
        var id = BlobId.Of(content);
        try
        {
            await Store.PutAsync(
                RepositoryLayout.Key(kind, id), content, PutCondition.Overwrite, cancellationToken);
        }
        catch when (kind == FileKind.Lock)
        {
            // A put that fails or is cancelled may have had its effect, and nobody else knows this lock's
            // name.
            await DeleteAsync(kind, id, CancellationToken.None);
            throw;
        }

        if (verify)
        {
            await ConfirmAsync(kind, id, cancellationToken);
        }

        return id;
    }

    // Left where it is, a damaged file of this kind would fail everyone who reads them all, for ever.
    private async Task ConfirmAsync(FileKind kind, BlobId id, CancellationToken cancellationToken)
    {
        try
        {
            await LoadVerifiedAsync(kind, id, $"{RepositoryLayout.Name(kind)} {id}", cancellationToken);
        }
        catch (MeshException error) when (error is ObjectTruncatedException
            || Damage.Is(error))
        {
            await DeleteAsync(kind, id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Stores JSON under a name, uncompressed, unless there is such a file.</summary>
    public Task SaveAsync(string objectKey, ReadOnlyMemory<byte> json, CancellationToken cancellationToken) =>
        Store.PutAsync(objectKey, Seal(json.Span, compress: false), PutCondition.IfAbsent, cancellationToken);

    public Task<bool> DeleteAsync(FileKind kind, BlobId id, CancellationToken cancellationToken) =>
        Store.DeleteAsync(RepositoryLayout.Key(kind, id), cancellationToken);

    /// <summary>The ids of all files of a kind, with their sizes.</summary>
    public async Task<List<(BlobId Id, long Size)>> ListAsync(
        FileKind kind, CancellationToken cancellationToken)
    {
        var found = new List<(BlobId, long)>();
        await foreach (var item in Store.ListAsync(RepositoryLayout.Folder(kind), cancellationToken))
        {
            if (RepositoryLayout.TryParseId(item.Key, out var id))
            {
                found.Add((id, item.Size));
            }
        }

        return found;
    }

    // What comes over a wire may be damaged on the way: it is asked for once more.
    private async Task<byte[]> LoadVerifiedAsync(
        FileKind kind, BlobId id, string subject, CancellationToken cancellationToken)
    {
        var objectKey = RepositoryLayout.Key(kind, id);
        var content = await Store.GetAsync(objectKey, MaxSize, cancellationToken);
        if (BlobId.Of(content) != id)
        {
            content = await Store.GetAsync(objectKey, MaxSize, cancellationToken);
        }

        return BlobId.Of(content) == id
            ? content
            : throw Damaged(kind, subject, "its bytes do not have the hash that is its name");
    }

    /// <summary>What was sealed, in the place of <paramref name="content"/> unless it was compressed.</summary>
    public ReadOnlyMemory<byte> Open(byte[] content, string subject)
    {
        var length = content.Length - MasterKey.Overhead;
        if (length < 1 || !key.TryOpen(content, content.AsSpan(0, length)))
        {
            throw Damage.Of("damaged-file", subject, "it was changed, cut or sealed with another key");
        }

        return content[0] switch
        {
            (byte)'{' or (byte)'[' => content.AsMemory(0, length),
            Compressed => Decompress(content.AsSpan(1, length - 1), subject),
            _ => throw Damage.Of(
                "damaged-file", subject, "it is neither JSON nor compressed in a way Mesh knows"),
        };
    }

    private ReadOnlyMemory<byte> Decompress(ReadOnlySpan<byte> frame, string subject)
    {
        using var lease = zstd.Rent();
        for (long size = Math.Max(4_096, frame.Length * 6L); size < 2L * MaxSize; size *= 4)
        {
            var content = GC.AllocateUninitializedArray<byte>((int)Math.Min(size, MaxSize));
            var length = lease.Zstd.Decompress(frame, content);
            if (length >= 0)
            {
                return content.AsMemory(0, length);
            }
        }

        throw Damage.Of("damaged-file", subject, "it cannot be decompressed");
    }

    /// <summary>What <see cref="Open"/> opens: JSON, or anything where it is compressed.</summary>
    public byte[] Seal(ReadOnlySpan<byte> json, bool compress)
    {
        var plaintext = json;
        using var lease = zstd.Rent();
        if (compress)
        {
            var scratch = lease.Zstd.Scratch(Zstd.MaxFrameSize(json.Length) + 1);
            scratch[0] = Compressed;
            plaintext = scratch.AsSpan(0, 1 + lease.Zstd.Compress(json, scratch.AsSpan(1)));
        }

        var content = new byte[plaintext.Length + MasterKey.Overhead];
        key.Seal(plaintext, content, random);
        return content;
    }

    private static MeshException Damaged(FileKind kind, string subject, string cause) =>
        Damage.Of($"damaged-{RepositoryLayout.Name(kind)}", subject, cause);
}
