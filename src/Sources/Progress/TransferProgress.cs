namespace Mesh.Sources.Progress;

/// <summary>
/// Counts what a transfer has done so far; written by its workers, read at any time by whoever shows it.
/// Every member is thread-safe.
/// </summary>
public sealed class TransferProgress
{
    private long bytes;
    private long files;
    private long totalBytes = -1;
    private long totalFiles = -1;
    private volatile string current = "";

    /// <summary>Counts bytes that are dealt with: moved, or found to need no moving.</summary>
    public void AddBytes(long count) => Interlocked.Add(ref bytes, count);

    /// <summary>Counts one more file, or other entry, that is done.</summary>
    public void AddFile() => Interlocked.Increment(ref files);

    /// <summary>Says how much there is in all, once that is known.</summary>
    public void SetTotals(long byteCount, long fileCount)
    {
        Interlocked.Exchange(ref totalBytes, byteCount);
        Interlocked.Exchange(ref totalFiles, fileCount);
    }

    /// <summary>Says what is worked on now.</summary>
    public void SetCurrent(string path) => current = path;

    /// <summary>What is counted now.</summary>
    public TransferReading Read()
    {
        var knownBytes = Interlocked.Read(ref totalBytes);
        var knownFiles = Interlocked.Read(ref totalFiles);
        return new TransferReading(
            Interlocked.Read(ref bytes),
            knownBytes < 0 ? null : knownBytes,
            Interlocked.Read(ref files),
            knownFiles < 0 ? null : knownFiles,
            current);
    }
}
