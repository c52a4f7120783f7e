namespace Mesh.Vault.Compression;

/// <summary>
/// One compressor and decompressor of zstd frames, for one thread at a time. Frames carry the size of their
/// content and no checksum, since everything is hashed anyway; their window is at most 512 KiB.
/// </summary>
internal abstract class Zstd : IDisposable
{
    /// <summary>log2 of the window.</summary>
    protected const int WindowLog = 19;

    private byte[] _scratch = [];

    /// <summary>The most bytes that a frame of that much content can have.</summary>
    public static int MaxFrameSize(int length) => length + (length >> 8) + 1_024;

    /// <summary>A place to compress to, kept between uses.</summary>
    public byte[] Scratch(int size)
    {
        if (_scratch.Length < size)
        {
            _scratch = GC.AllocateUninitializedArray<byte>(Math.Max(size, 64 << 10));
        }

        return _scratch;
    }

    /// <param name="destination">At least <see cref="MaxFrameSize"/> bytes.</param>
    /// <returns>The length of the frame.</returns>
    public abstract int Compress(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>Fills <paramref name="destination"/> with the content of a frame.</summary>
    /// <returns>The length of the content, or -1 when it does not fit or this is no sound frame.</returns>
    public abstract int Decompress(ReadOnlySpan<byte> source, Span<byte> destination);

    public abstract void Dispose();
}
