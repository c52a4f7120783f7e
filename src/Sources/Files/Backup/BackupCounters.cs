namespace Mesh.Sources.Files.Backup;

/// <summary>The counters behind <see cref="BackupStatistics"/>, for many threads.</summary>
internal sealed class BackupCounters
{
    private long _filesNew;
    private long _filesChanged;
    private long _filesUnmodified;
    private long _directoriesNew;
    private long _directoriesChanged;
    private long _directoriesUnmodified;
    private long _others;
    private long _bytes;
    private long _bytesRead;

    public void FileUnmodified(long size)
    {
        Interlocked.Increment(ref _filesUnmodified);
        Interlocked.Add(ref _bytes, size);
    }

    /// <param name="isFirstPart">
    /// Whether the file's beginning was read: its other parts do not count it again.
    /// </param>
    public void FileRead(bool isFirstPart, bool isNew, long size)
    {
        if (isFirstPart)
        {
            Interlocked.Increment(ref isNew ? ref _filesNew : ref _filesChanged);
        }

        Interlocked.Add(ref _bytes, size);
        Interlocked.Add(ref _bytesRead, size);
    }

    public void Directory(bool isNew, bool isSame) => Interlocked.Increment(
        ref isNew ? ref _directoriesNew : ref isSame ? ref _directoriesUnmodified : ref _directoriesChanged);

    public void Other() => Interlocked.Increment(ref _others);

    public BackupStatistics Read(long warnings) => new()
    {
        NewFiles = Interlocked.Read(ref _filesNew),
        ChangedFiles = Interlocked.Read(ref _filesChanged),
        UnmodifiedFiles = Interlocked.Read(ref _filesUnmodified),
        NewDirectories = Interlocked.Read(ref _directoriesNew),
        ChangedDirectories = Interlocked.Read(ref _directoriesChanged),
        UnmodifiedDirectories = Interlocked.Read(ref _directoriesUnmodified),
        Others = Interlocked.Read(ref _others),
        Bytes = Interlocked.Read(ref _bytes),
        BytesRead = Interlocked.Read(ref _bytesRead),
        Warnings = warnings,
    };
}
