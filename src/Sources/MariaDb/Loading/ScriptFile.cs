using System.IO.Compression;
using Mesh.Domain.Errors;
using ZstdSharp;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>Opens a script as it is, or compressed by gzip or zstd, which its first bytes tell.</summary>
public static class ScriptFile
{
    /// <summary>The name that means standard input.</summary>
    public const string StandardInput = "-";

    private static readonly byte[] Gzip = [0x1F, 0x8B];
    private static readonly byte[] Zstd = [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>The script's text, from its beginning.</summary>
    /// <param name="path">A file, or <see cref="StandardInput"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the first bytes.</param>
    /// <exception cref="MeshException"><c>unreadable-script</c></exception>
    public static async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var raw = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
            var head = new byte[Zstd.Length];
            var length = await raw.ReadAtLeastAsync(
                head, head.Length, throwOnEndOfStream: false, cancellationToken);
            var whole = new HeadedStream(head.AsMemory(0, length), raw);
            return head.AsSpan(0, length).StartsWith(Gzip) ? new GZipStream(whole, CompressionMode.Decompress)
                : head.AsSpan(0, length).StartsWith(Zstd) ? new DecompressionStream(whole)
                : whole;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MeshException("unreadable-script", path, error.Message.TrimEnd('.'),
                "name a file of SQL, as it is or compressed by gzip or zstd, or - for standard input",
                ExitCode.BadInput, error);
        }
    }
}
