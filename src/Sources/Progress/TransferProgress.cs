using System.Text;

namespace Mesh.Sources.Progress;

/// <summary>
/// Counts what a transfer has done so far; written by its workers, read at any time by whoever shows it.
/// Every member is thread-safe.
/// </summary>
public sealed class TransferProgress
{
    private long _bytes;
    private long _files;
    private long _totalBytes = -1;
    private long _totalFiles = -1;
    private volatile byte[] _current = [];

    /// <summary>Counts bytes that are dealt with: moved, or found to need no moving.</summary>
    public void AddBytes(long count) => Interlocked.Add(ref _bytes, count);

    /// <summary>Counts one more file, or other entry, that is done.</summary>
    public void AddFile() => Interlocked.Increment(ref _files);

    /// <summary>Says how much there is in all, once that is known.</summary>
    public void SetTotals(long byteCount, long fileCount)
    {
        Interlocked.Exchange(ref _totalBytes, byteCount);
        Interlocked.Exchange(ref _totalFiles, fileCount);
    }

    /// <summary>Says what is worked on now.</summary>
    public void SetCurrent(byte[] path) => _current = path;

    /// <inheritdoc cref="SetCurrent(byte[])"/>
    public void SetCurrent(string text) => _current = Encoding.UTF8.GetBytes(text);

    /// <summary>What is counted now.</summary>
    public TransferReading Read()
    {
        var knownBytes = Interlocked.Read(ref _totalBytes);
        var knownFiles = Interlocked.Read(ref _totalFiles);
        return new TransferReading(
            Interlocked.Read(ref _bytes),
            knownBytes < 0 ? null : knownBytes,
            Interlocked.Read(ref _files),
            knownFiles < 0 ? null : knownFiles,
            Encoding.UTF8.GetString(_current));
    }
}
