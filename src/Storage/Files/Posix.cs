using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Mesh.Storage.Files;

/// <summary>The system calls that durable, exclusive creation needs and .NET does not offer.</summary>
internal static partial class Posix
{
    public const int NoEntry = 2;
    public const int WouldBlock = 11;
    public const int Exists = 17;
    public const int NotADirectory = 20;
    public const int InvalidArgument = 22;
    public const int FileTooLarge = 27;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int NotSupported = 95;
    public const int QuotaExceeded = 122;

    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const int OpenCloseOnExec = 0x80000;
    private const int LockShared = 1;
    private const int LockAlone = 2;
    private const int LockWithoutWaiting = 4;

    /// <summary>Reserves the disk's blocks; where the file system cannot, it does nothing.</summary>
    public static void Reserve(SafeFileHandle file, long length)
    {
        if (length > 0 && fallocate(file, 0, 0, length) != 0
            && Marshal.GetLastPInvokeError() is var error and not (NotSupported or InvalidArgument))
        {
            throw Failure(error);
        }
    }

    /// <summary>Renames unless the new name is taken (then false), in one step. Where the file system lacks
    /// that step, a hard link does it in two, and the old name is left for the caller to remove.</summary>
    public static bool RenameIfAbsent(string from, string to)
    {
        if (renameat2(CurrentFolder, from, CurrentFolder, to, NoReplace) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (error == InvalidArgument)
        {
            if (link(from, to) == 0)
            {
                return true;
            }

            error = Marshal.GetLastPInvokeError();
        }

        return error == Exists ? false : throw Failure(error);
    }

    /// <summary>Removes the name; false when there was none.</summary>
    public static bool Unlink(string path)
    {
        if (unlink(path) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotADirectory ? false : throw Failure(error);
    }

    /// <summary>Locks the open file for its owner alone, until it is closed; false when somebody else holds
    /// it, and where the file system has no locks.</summary>
    public static bool TryLockAlone(SafeFileHandle file) => flock(file, LockAlone | LockWithoutWaiting) == 0;

    /// <summary>Locks the open file beside others who do, until it is closed, and does nothing where the file
    /// system has no locks; false when somebody holds it alone.</summary>
    public static bool TryLockShared(SafeFileHandle file) =>
        flock(file, LockShared | LockWithoutWaiting) == 0 || Marshal.GetLastPInvokeError() != WouldBlock;

    /// <summary>Makes the folder's entries durable. Some network file systems have no such call and sync by
    /// themselves.</summary>
    public static void SyncFolder(string path)
    {
        var descriptor = open(path, OpenCloseOnExec);
        if (descriptor < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError());
        }

        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        if (fsync(folder) != 0
            && Marshal.GetLastPInvokeError() is var error and not (NotSupported or InvalidArgument))
        {
            throw Failure(error);
        }
    }

    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int renameat2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(SafeFileHandle file);
}
