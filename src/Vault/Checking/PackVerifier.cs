using System.Buffers.Binary;
using Mesh.Domain.Errors;
using Mesh.Storage.Errors;
using Mesh.Vault.Crypto;
using Mesh.Vault.Packs;

namespace Mesh.Vault.Checking;

/// <summary>Reads a whole pack and verifies all that can be verified of it. One for each thread.</summary>
internal sealed class PackVerifier(Repository repository, PackInventory inventory, Findings findings)
{
    private const int MaxPackSize = 1 << 30;

    private byte[] _content = [];
    private byte[] _plain = [];

    /// <returns>How many bytes were read.</returns>
    public async Task<long> VerifyAsync(BlobId pack, CancellationToken cancellationToken)
    {
        var subject = $"pack {pack}";
        var size = inventory.Stored[pack];
        if (size is < MasterKey.Overhead + PackHeader.LengthSize or > MaxPackSize)
        {
            findings.Error("pack-damaged", subject, $"{size} bytes is no size a pack can have");
            return 0;
        }

        if (_content.Length < size)
        {
            _content = GC.AllocateUninitializedArray<byte>((int)size);
        }

        var content = _content.AsMemory(0, (int)size);
        try
        {
            await repository.Store.ReadAsync(
                RepositoryLayout.Key(FileKind.Pack, pack), 0, content, cancellationToken);
        }
        catch (ObjectStoreException error) when (!error.IsTransient)
        {
            findings.Error("pack-unreadable", subject, error.Message);
            return 0;
        }

        if (BlobId.Of(content.Span) != pack)
        {
            findings.Error("pack-damaged", subject, "its bytes do not have the hash that is its name");
        }

        foreach (var entry in ReadHeader(pack, content.Span, subject))
        {
            cancellationToken.ThrowIfCancellationRequested();
            VerifyBlob(entry, content.Span, subject);
        }

        return size;
    }

    private List<PackEntry> ReadHeader(BlobId pack, Span<byte> content, string subject)
    {
        try
        {
            var headerSize = BinaryPrimitives.ReadUInt32LittleEndian(content[^PackHeader.LengthSize..]);
            var end = content.Length - PackHeader.LengthSize;
            if (headerSize < MasterKey.Overhead || headerSize > Math.Min(end, PackHeader.MaxSize))
            {
                throw new FormatException($"its header cannot have {headerSize} bytes");
            }

            var body = end - (int)headerSize;
            var entries = repository.Opener.TryOpenHeader(content[body..end], body)
                ?? throw new FormatException("its header was changed or sealed with another key");
            CompareWithIndex(pack, entries, subject);
            return entries;
        }
        catch (FormatException error)
        {
            findings.Error("pack-damaged", subject, error.Message);
            return [];
        }
    }

    private void CompareWithIndex(BlobId pack, List<PackEntry> entries, string subject)
    {
        if (!inventory.Indexed.TryGet(pack, out var sum) || sum.Blobs != entries.Count)
        {
            findings.Error("index-differs", subject,
                $"its header names {entries.Count} blobs, the index {sum.Blobs}");
        }

        foreach (var entry in entries)
        {
            if (!repository.Index.FindAll(entry.Type, entry.Id).Contains(new(pack, entry)))
            {
                findings.Error(
                    "index-differs", subject, $"the index has blob {entry.Id} elsewhere than its header");
            }
        }
    }

    private void VerifyBlob(PackEntry entry, Span<byte> content, string subject)
    {
        if (entry.PlainLength > BlobOpener.MaxPlainLength)
        {
            findings.Error("blob-damaged", subject, $"blob {entry.Id}: it is larger than a blob can be");
            return;
        }

        if (_plain.Length < entry.PlainLength)
        {
            _plain = GC.AllocateUninitializedArray<byte>((int)Math.Max(entry.PlainLength, 1 << 20));
        }

        var place = content.Slice((int)entry.Offset, (int)entry.Length);
        if (repository.Opener.TryOpen(entry, place, _plain.AsSpan(0, (int)entry.PlainLength)) is { } fault)
        {
            findings.Error("blob-damaged", subject, $"blob {entry.Id}: {fault}");
        }
    }
}
