using Mesh.Vault.Packs;

namespace Mesh.Vault.Indexes;

/// <summary>
/// Where every blob is, in memory: an open-addressing table of 4-byte references to 48-byte entries that lie
/// in large blocks, so that millions of blobs are a few arrays for the collector. Safe for use from many
/// threads.
/// </summary>
internal sealed class BlobIndex
{
    private const int BlockBits = 14;
    private const int TreeFlag = int.MinValue;

    private readonly Lock _lock = new();
    private readonly List<Entry[]> _blocks = [];
    private readonly List<BlobId> _packs = [];
    private readonly Dictionary<BlobId, int> _packNumbers = [];
    private int[] _table = new int[1 << 10];
    private int _count;

    /// <summary>Entries; a blob in two packs counts twice.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public IReadOnlyList<BlobId> Packs
    {
        get
        {
            lock (_lock)
            {
                return [.. _packs];
            }
        }
    }

    public void Add(IndexedPack pack)
    {
        lock (_lock)
        {
            if (!_packNumbers.TryGetValue(pack.Id, out var number))
            {
                number = _packs.Count;
                _packs.Add(pack.Id);
                _packNumbers.Add(pack.Id, number);
            }

            foreach (var entry in pack.Entries)
            {
                Add(number, entry);
            }
        }
    }

    public bool Contains(BlobType type, BlobId id) => TryFind(type, id, out _);

    /// <summary>One place of the blob.</summary>
    public bool TryFind(BlobType type, BlobId id, out BlobLocation location)
    {
        lock (_lock)
        {
            for (var slot = SlotOf(id); _table[slot] != 0; slot = Next(slot))
            {
                ref var entry = ref At(_table[slot] - 1);
                if (entry.Id == id && entry.Type == type)
                {
                    location = Locate(ref entry);
                    return true;
                }
            }
        }

        location = default;
        return false;
    }

    /// <summary>Every place of the blob.</summary>
    public List<BlobLocation> FindAll(BlobType type, BlobId id)
    {
        var found = new List<BlobLocation>(1);
        lock (_lock)
        {
            for (var slot = SlotOf(id); _table[slot] != 0; slot = Next(slot))
            {
                ref var entry = ref At(_table[slot] - 1);
                if (entry.Id == id && entry.Type == type)
                {
                    found.Add(Locate(ref entry));
                }
            }
        }

        return found;
    }

    /// <summary>
    /// The lowest number of an entry of the blob whose pack is good; -1 where there is none. The number is
    /// where <see cref="Copy"/> has the entry, and stays for as long as this index does.
    /// </summary>
    public int FindFirst(BlobType type, BlobId id, Func<BlobId, bool> isGood)
    {
        var least = -1;
        lock (_lock)
        {
            for (var slot = SlotOf(id); _table[slot] != 0; slot = Next(slot))
            {
                var number = _table[slot] - 1;
                ref var entry = ref At(number);
                if (entry.Id == id && entry.Type == type && (uint)number < (uint)least
                    && isGood(_packs[entry.FlaggedPack & ~TreeFlag]))
                {
                    least = number;
                }
            }
        }

        return least;
    }

    /// <summary>The entries from <paramref name="start"/> on, at most as many as <paramref
    /// name="destination"/> has room for, in the order in which they were added.</summary>
    public int Copy(int start, Span<BlobLocation> destination)
    {
        lock (_lock)
        {
            var length = Math.Min(destination.Length, Math.Max(0, _count - start));
            for (var i = 0; i < length; i++)
            {
                destination[i] = Locate(ref At(start + i));
            }

            return length;
        }
    }

    private void Add(int pack, PackEntry added)
    {
        if (_count >= _table.Length / 4 * 3)
        {
            Grow();
        }

        var slot = SlotOf(added.Id);
        var flagged = added.Type == BlobType.Tree ? pack | TreeFlag : pack;
        for (; _table[slot] != 0; slot = Next(slot))
        {
            ref var present = ref At(_table[slot] - 1);
            if (present.FlaggedPack == flagged && present.Offset == added.Offset && present.Id == added.Id)
            {
                return;
            }
        }

        if (_count >> BlockBits == _blocks.Count)
        {
            _blocks.Add(GC.AllocateUninitializedArray<Entry>(1 << BlockBits));
        }

        At(_count) = new Entry
        {
            Id = added.Id,
            FlaggedPack = flagged,
            Offset = added.Offset,
            Length = added.Length,
            UncompressedLength = added.UncompressedLength,
        };
        _table[slot] = ++_count;
    }

    private void Grow()
    {
        _table = new int[checked(_table.Length * 2)];
        for (var i = 0; i < _count; i++)
        {
            var slot = SlotOf(At(i).Id);
            while (_table[slot] != 0)
            {
                slot = Next(slot);
            }

            _table[slot] = i + 1;
        }
    }

    private BlobLocation Locate(ref Entry entry) => new(
        _packs[entry.FlaggedPack & ~TreeFlag],
        new PackEntry(entry.Type, entry.Id, entry.Offset, entry.Length, entry.UncompressedLength));

    private ref Entry At(int number) => ref _blocks[number >> BlockBits][number & ((1 << BlockBits) - 1)];

    private int SlotOf(BlobId id) => (int)(id.Prefix & (ulong)(_table.Length - 1));

    private int Next(int slot) => (slot + 1) & (_table.Length - 1);

    private struct Entry
    {
        public BlobId Id;
        public int FlaggedPack;
        public uint Offset;
        public uint Length;
        public uint UncompressedLength;

        public readonly BlobType Type => FlaggedPack < 0 ? BlobType.Tree : BlobType.Data;
    }
}
