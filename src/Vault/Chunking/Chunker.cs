using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Mesh.Vault.Chunking;

/// <summary>
/// Finds where restic cuts a file: where the Rabin fingerprint of the last 64 bytes has 20 zero bits, but no
/// piece is shorter than 512 KiB or longer than 8 MiB. For one file at a time.
/// </summary>
/// <remarks>
/// The fingerprint at a place depends on the 64 bytes before it alone. So nothing before the least size is
/// looked at, and since each step waits for the one before, four stretches are worked on at once.
/// </remarks>
public sealed class Chunker
{
    /// <summary>No piece but a file's last is shorter.</summary>
    public const int MinSize = 512 << 10;

    /// <summary>No piece is longer: a buffer of this size always suffices.</summary>
    public const int MaxSize = 8 << 20;

    private const int Window = RabinTables.Window;
    private const int Stretch = 4 << 10;
    private const ulong SplitMask = (1 << 20) - 1;

    private readonly ulong[] _reduce;
    private readonly ulong[] _leave;
    private int _scanned = MinSize - 1;

    internal Chunker(RabinTables tables)
    {
        _reduce = tables.Reduce;
        _leave = tables.Leave;
    }

    /// <summary>
    /// The length of the piece that <paramref name="data"/> begins with, or 0 when its end is not in sight
    /// yet: then call again with the same bytes and more after them. When a piece has been found the next
    /// call begins a new one.
    /// </summary>
    /// <param name="data">All bytes from the start of the piece that are at hand.</param>
    /// <param name="isEnd">Whether the file ends with <paramref name="data"/>; then what is left is the last
    /// piece.</param>
    public int FindCut(ReadOnlySpan<byte> data, bool isEnd)
    {
        var cut = Scan(data[..Math.Min(data.Length, MaxSize)]);
        if (cut == 0 && data.Length >= MaxSize)
        {
            cut = MaxSize;
        }

        if (cut == 0 && isEnd)
        {
            cut = data.Length;
        }

        if (cut != 0)
        {
            Reset();
        }

        return cut;
    }

    /// <summary>Forgets a piece begun, for a new file.</summary>
    public void Reset() => _scanned = MinSize - 1;

    private int Scan(ReadOnlySpan<byte> data)
    {
        while (data.Length - _scanned >= 4 * Stretch)
        {
            var cut = ScanFour(data);
            if (cut != 0)
            {
                return cut;
            }
        }

        if (data.Length <= _scanned)
        {
            return 0;
        }

        var last = ScanOne(data);
        _scanned = data.Length;
        return last;
    }

    // A cut at p means that the piece ends before byte p: the window is the 64 bytes before p.
    private int ScanOne(ReadOnlySpan<byte> data)
    {
        ref var bytes = ref MemoryMarshal.GetReference(data);
        ref var reduce = ref MemoryMarshal.GetArrayDataReference(_reduce);
        ref var leave = ref MemoryMarshal.GetArrayDataReference(_leave);
        var digest = Fingerprint(ref bytes, _scanned);
        for (var p = _scanned; p < data.Length; p++)
        {
            digest = Step(digest, ref bytes, p, ref reduce, ref leave);
            if ((digest & SplitMask) == 0)
            {
                return p + 1;
            }
        }

        return 0;
    }

    private int ScanFour(ReadOnlySpan<byte> data)
    {
        ref var bytes = ref MemoryMarshal.GetReference(data);
        ref var reduce = ref MemoryMarshal.GetArrayDataReference(_reduce);
        ref var leave = ref MemoryMarshal.GetArrayDataReference(_leave);
        var start = _scanned;
        var d0 = Fingerprint(ref bytes, start);
        var d1 = Fingerprint(ref bytes, start + Stretch);
        var d2 = Fingerprint(ref bytes, start + 2 * Stretch);
        var d3 = Fingerprint(ref bytes, start + 3 * Stretch);
        var (f1, f2, f3) = (0, 0, 0);
        for (var p = start; p < start + Stretch; p++)
        {
            d0 = Step(d0, ref bytes, p, ref reduce, ref leave);
            d1 = Step(d1, ref bytes, p + Stretch, ref reduce, ref leave);
            d2 = Step(d2, ref bytes, p + 2 * Stretch, ref reduce, ref leave);
            d3 = Step(d3, ref bytes, p + 3 * Stretch, ref reduce, ref leave);
            if ((d0 & SplitMask) == 0)
            {
                return p + 1;
            }

            if ((d1 & SplitMask) == 0 || (d2 & SplitMask) == 0 || (d3 & SplitMask) == 0)
            {
                // The first in each stretch counts, and only if no earlier stretch has one.
                f1 = f1 == 0 && (d1 & SplitMask) == 0 ? p + Stretch + 1 : f1;
                f2 = f2 == 0 && (d2 & SplitMask) == 0 ? p + 2 * Stretch + 1 : f2;
                f3 = f3 == 0 && (d3 & SplitMask) == 0 ? p + 3 * Stretch + 1 : f3;
            }
        }

        _scanned = start + 4 * Stretch;
        return f1 != 0 ? f1 : f2 != 0 ? f2 : f3;
    }

    // The fingerprint of the 64 bytes before p.
    private ulong Fingerprint(ref byte bytes, int p)
    {
        ref var reduce = ref MemoryMarshal.GetArrayDataReference(_reduce);
        ulong digest = 0;
        for (var i = p - Window; i < p; i++)
        {
            var top = (nint)(digest >> RabinTables.Shift);
            digest = digest << 8 ^ Unsafe.Add(ref bytes, i) ^ Unsafe.Add(ref reduce, top);
        }

        return digest;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong digest, ref byte bytes, int p, ref ulong reduce, ref ulong leave)
    {
        var change = Unsafe.Add(ref bytes, p) ^ Unsafe.Add(ref leave, Unsafe.Add(ref bytes, p - Window));
        return digest << 8 ^ Unsafe.Add(ref reduce, (nint)(digest >> RabinTables.Shift)) ^ change;
    }
}
