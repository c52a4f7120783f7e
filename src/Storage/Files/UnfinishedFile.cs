using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Mesh.Storage.Files;

/// <summary>
/// A file on its way to become an object: written beside it under a name that is never an object's (restic
/// ignores it too), then renamed. While it is open its owner holds a shared lock, which the kernel drops with
/// the process: what <see cref="Sweep"/> can lock alone has nobody who would finish it.
/// </summary>
internal sealed class UnfinishedFile : IDisposable
{
    // Ours only: restic's own unfinished files carry no lock, so nobody can tell whether they are still
    // written.
    private const string Mark = ObjectKey.UnfinishedMark + "mesh-";

    // Bounds the time between two looks at the cancellation token.
    private const int LargestWrite = 8 << 20;

    private static long lastNumber;

    private readonly FileStream stream;
    private readonly SafeFileHandle file;
    private readonly string path;

    private UnfinishedFile(FileStream stream) =>
        (this.stream, file, path) = (stream, stream.SafeFileHandle, stream.Name);

    public static UnfinishedFile Create(string target)
    {
        while (true)
        {
            var path = $"{target}{Mark}{Environment.ProcessId}-{Interlocked.Increment(ref lastNumber)}";
            if (TryOpen(path) is { } stream)
            {
                return new UnfinishedFile(stream);
            }
        }
    }

    public void Write(ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        Posix.Reserve(file, content.Length);
        var batch = new List<ReadOnlyMemory<byte>>();
        long offset = 0;
        long batched = 0;
        foreach (var segment in content)
        {
            for (var rest = segment; rest.Length > 0;)
            {
                var part = rest[..(int)Math.Min(rest.Length, LargestWrite - batched)];
                rest = rest[part.Length..];
                batch.Add(part);
                batched += part.Length;
                if (batched == LargestWrite)
                {
                    WriteBatch();
                }
            }
        }

        WriteBatch();
        RandomAccess.FlushToDisk(file);

        void WriteBatch()
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, batch, offset);
            offset += batched;
            batched = 0;
            batch.Clear();
        }
    }

    /// <summary>Gives the file its name and mode; false when the name was to be free and is not.</summary>
    public bool TryFinish(string target, PutCondition condition, UnixFileMode mode)
    {
        if (condition == PutCondition.Overwrite)
        {
            File.Move(path, target, overwrite: true);
        }
        else if (!Posix.RenameIfAbsent(path, target))
        {
            return false;
        }

        SetMode(mode);
        return true;
    }

    /// <summary>Closes the file and removes it if it has not got its name.</summary>
    public void Dispose()
    {
        Posix.Unlink(path);
        stream.Dispose();
    }

    /// <summary>Removes what killed writers left in the folder.</summary>
    public static void Sweep(string folder)
    {
        foreach (var leftover in Directory.EnumerateFiles(folder, "*" + Mark + "*"))
        {
            try
            {
                using var file = File.OpenHandle(
                    leftover, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
                if (Posix.TryLockAlone(file))
                {
                    Posix.Unlink(leftover);
                }
            }
            catch (Exception error) when (FileErrors.IsFileError(error))
            {
                // Somebody writes it, or owns it, or has just removed it: in each case it is not ours to
                // remove.
            }
        }
    }

    private static FileStream? TryOpen(string path)
    {
        FileStream stream;
        try
        {
            // For reading too: network file systems give no shared lock to those who may only write.
            stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
                UnixCreateMode = FileModes.Unfinished,
            });
        }
        catch (IOException error) when (error.HResult is Posix.Exists or Posix.WouldBlock)
        {
            // A killed process of the same number left it, or a sweep holds it. The next number is free.
            return null;
        }

        // A sweep that saw the file before it was locked took it for a leftover: it still holds it, or has
        // removed it. The runtime's own lock is no answer, for some file systems are given none.
        if (Posix.TryLockShared(stream.SafeFileHandle) && File.Exists(path))
        {
            return stream;
        }

        stream.Dispose();
        return null;
    }

    private void SetMode(UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(file, mode);
        }
        catch (UnauthorizedAccessException)
        {
            // Some file systems (exFAT, network mounts) have no modes; read-only objects are a guard, not a
            // promise.
        }
    }
}
