using System.Buffers;
using System.Runtime.InteropServices;

namespace Mesh.Vault.Packs;

/// <summary>
/// Memory outside of the collected heap. Buffers of a pack's size would stay there long after the backup that
/// needed them; these are given back at once. Whoever makes one disposes of it.
/// </summary>
internal sealed unsafe class NativeBuffer(int length) : MemoryManager<byte>
{
    private void* _start = NativeMemory.Alloc((nuint)length);

    public int Length => length;

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        return new Span<byte>(_start, length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ObjectDisposedException.ThrowIf(_start == null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)length);
        return new MemoryHandle((byte*)_start + elementIndex, default, this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
