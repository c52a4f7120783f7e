using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Mesh.Vault.Compression;

/// <summary>zstd by the system's library, which is about a third faster than the managed port.</summary>
internal sealed unsafe partial class NativeZstd : Zstd
{
    private const string Library = "libzstd.so.1";
    private const int CompressionLevel = 100;
    private const int Window = 101;
    private const int ContentSize = 200;
    private const int Checksum = 201;

    private nint _compressor;
    private nint _decompressor;

    public NativeZstd(int level)
    {
        _compressor = CreateCompressor();
        _decompressor = CreateDecompressor();
        if (_compressor == 0 || _decompressor == 0)
        {
            Dispose();
            throw new InsufficientMemoryException("no memory for a zstd context");
        }

        Set(CompressionLevel, level);
        Set(Window, WindowLog);
        Set(ContentSize, 1);
        Set(Checksum, 0);
    }

    ~NativeZstd() => Free();

    /// <summary>Whether the library is on this machine.</summary>
    public static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, out _);

    public override int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_compressor == 0, this);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            var written = CompressFrame(
                _compressor, to, (nuint)destination.Length, from, (nuint)source.Length);
            return IsError(written) == 0
                ? (int)written
                : throw new UnreachableException(
                    "zstd cannot compress into a buffer of the largest size a frame has");
        }
    }

    public override int Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_decompressor == 0, this);
        fixed (byte* from = source)
        fixed (byte* to = destination)
        {
            var written = DecompressFrame(
                _decompressor, to, (nuint)destination.Length, from, (nuint)source.Length);
            return IsError(written) == 0 ? (int)written : -1;
        }
    }

    public override void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        FreeCompressor(Interlocked.Exchange(ref _compressor, 0));
        FreeDecompressor(Interlocked.Exchange(ref _decompressor, 0));
    }

    private void Set(int parameter, int value)
    {
        if (IsError(SetParameter(_compressor, parameter, value)) != 0)
        {
            throw new UnreachableException($"zstd refuses {value} for its parameter {parameter}");
        }
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createCCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CreateCompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeCCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint FreeCompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint CreateDecompressor();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint FreeDecompressor(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_CCtx_setParameter")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_compress2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint CompressFrame(
        nint context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressDCtx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint DecompressFrame(
        nint context, byte* destination, nuint capacity, byte* source, nuint length);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint IsError(nuint code);
}
