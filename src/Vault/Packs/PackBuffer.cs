using System.Security.Cryptography;

namespace Mesh.Vault.Packs;

/// <summary>
/// A pack under construction, in memory. Places are reserved one after the other under the writer's lock; the
/// bytes are then filled in by whoever reserved them, at the same time. The last to finish closes the pack.
/// </summary>
internal sealed class PackBuffer(int capacity) : IDisposable
{
    // A file with more blobs than this would not fit well into index files of 50,000.
    private const int MaxEntries = 20_000;

    private readonly NativeBuffer _bytes = new(capacity);
    private readonly List<PackEntry> _entries = [];
    private int _length;
    private int _headerSize;
    private int _open = 1;

    public int Capacity => _bytes.Length;

    public int Length => _length;

    public IReadOnlyList<PackEntry> Entries => _entries;

    /// <summary>The whole pack, once it has been closed.</summary>
    public ReadOnlyMemory<byte> Content => _bytes.Memory[.._length];

    /// <summary>The capacity that a blob of this stored length needs alone.</summary>
    public static int CapacityFor(uint storedLength) =>
        (int)storedLength + PackHeader.SealedSize(PackHeader.EntrySize(true));

    public void Dispose() => ((IDisposable)_bytes).Dispose();

    /// <summary>Makes the buffer empty, for another pack.</summary>
    public void Reset()
    {
        _entries.Clear();
        (_length, _headerSize, _open) = (0, 0, 1);
    }

    public bool Fits(uint storedLength) =>
        _entries.Count < MaxEntries
        && _length + (long)CapacityFor(storedLength) + _headerSize <= _bytes.Length;

    /// <summary>Reserves the next place; each reservation is ended by one <see cref="Leave"/>.</summary>
    /// <param name="entry">All of it but the offset.</param>
    public Memory<byte> Reserve(PackEntry entry)
    {
        var place = _bytes.Memory.Slice(_length, (int)entry.Length);
        _entries.Add(entry with { Offset = (uint)_length });
        _headerSize += PackHeader.EntrySize(entry.IsCompressed);
        _length += (int)entry.Length;
        Interlocked.Increment(ref _open);
        return place;
    }

    /// <summary>Ends a reservation; the writer ends the pack itself with one more.</summary>
    /// <returns>True for the last, who has to close the pack.</returns>
    public bool Leave() => Interlocked.Decrement(ref _open) == 0;

    /// <summary>Appends the header.</summary>
    /// <returns>The pack's id.</returns>
    public BlobId Close(BlobSealer sealer)
    {
        var header = new byte[_headerSize];
        PackHeader.Write(_entries, header);
        var place = _bytes.GetSpan().Slice(_length, PackHeader.SealedSize(_headerSize));
        sealer.Seal(header, place[..^PackHeader.LengthSize]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(
            place[^PackHeader.LengthSize..], place.Length - PackHeader.LengthSize);
        _length += place.Length;
        Span<byte> hash = stackalloc byte[BlobId.Size];
        SHA256.HashData(Content.Span, hash);
        return new BlobId(hash);
    }
}
