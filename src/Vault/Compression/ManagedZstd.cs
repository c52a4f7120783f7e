using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Mesh.Vault.Compression;

/// <summary>zstd where the system has no library of it.</summary>
internal sealed class ManagedZstd : Zstd
{
    private readonly Compressor _compressor;
    private readonly Decompressor _decompressor = new();

    public ManagedZstd(int level)
    {
        _compressor = new Compressor(level);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, WindowLog);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_contentSizeFlag, 1);
        _compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 0);
    }

    public override int Compress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        _compressor.Wrap(source, destination);

    public override int Decompress(ReadOnlySpan<byte> source, Span<byte> destination) =>
        _decompressor.TryUnwrap(source, destination, out var written) ? written : -1;

    public override void Dispose()
    {
        _compressor.Dispose();
        _decompressor.Dispose();
    }
}
