using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Linux;

/// <summary>
/// Makes and removes entries of an open directory, by name: no path is followed, so nothing that is in the
/// target can lead out of it. What stands in the way, unless it is a directory with something in it, is
/// removed.
/// </summary>
internal static unsafe class TargetEntries
{
    /// <summary>The mode of a directory that was made, until it is given its own.</summary>
    public const uint OwnerOnlyDirectory = 0x1C0; // rwx------

    private const uint OwnerOnly = 0x180; // rw-------
    private const int RemoveDirectory = 0x200;
    private const int MostAttempts = 16; // against a target that changes meanwhile or lost its parent

    /// <summary>Opens the directory of that name; makes it first if there is none.</summary>
    public static OpenFile OpenDirectory(OpenFile parent, NodeName name, byte[] path)
    {
        for (var attempt = 1; ; attempt++)
        {
            var descriptor = Open(parent, name, OpenFlags.Directory, 0);
            if (descriptor >= 0)
            {
                var directory = new OpenFile(descriptor, path);
                MakeOursWritable(directory);
                return directory;
            }

            switch (SystemCalls.LastError)
            {
                case var _ when attempt >= MostAttempts:
                    throw Failed("open", path);
                case Errno.NotDirectory or Errno.NoLoop:
                    Remove(parent, name, path);
                    break;
                case Errno.AccessDenied when !SystemCalls.IsRoot:
                    Chmod(parent, name, path, OwnerOnlyDirectory);
                    break;
                case not Errno.NoEntry:
                    throw Failed("open", path);
            }

            Make("mkdir", parent, name, path, (directory, pointer) =>
                Libc.MkDirAt(directory, pointer, OwnerOnlyDirectory), Errno.Exists);
        }
    }

    /// <summary>
    /// Opens the directory of that name, or the one that a symbolic link of that name leads to. Removes
    /// nothing that stands in the way.
    /// </summary>
    /// <param name="make">Whether it is made where there is nothing of that name.</param>
    public static OpenFile OpenAbove(OpenFile parent, NodeName name, byte[] path, bool make)
    {
        for (var attempt = 1; ; attempt++)
        {
            var descriptor = OpenFollowing(parent, name, OpenFlags.Directory);
            if (descriptor >= 0)
            {
                return new OpenFile(descriptor, path);
            }

            if (!make || attempt >= MostAttempts || SystemCalls.LastError != Errno.NoEntry)
            {
                throw Failed("open", path);
            }

            Make("mkdir", parent, name, path, (directory, pointer) =>
                Libc.MkDirAt(directory, pointer, OwnerOnlyDirectory), Errno.Exists);
        }
    }

    /// <summary>
    /// Opens a regular file to write it; makes it first if there is none, or something else.
    /// </summary>
    /// <param name="isNew">Whether it was made, so that it is empty and has no attributes.</param>
    public static OpenFile OpenFile(OpenFile parent, NodeName name, byte[] path, out bool isNew)
    {
        for (var attempt = 1; ; attempt++)
        {
            var descriptor =
                Open(parent, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, OwnerOnly);
            isNew = descriptor >= 0;
            if (descriptor < 0 && SystemCalls.LastError == Errno.Exists && attempt < MostAttempts)
            {
                if (IsReusable(parent, name, path))
                {
                    descriptor = Open(parent, name, OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0);
                }
                else
                {
                    Remove(parent, name, path);
                    continue;
                }
            }

            if (descriptor >= 0)
            {
                return new OpenFile(descriptor, path);
            }

            switch (SystemCalls.LastError)
            {
                case var _ when attempt >= MostAttempts:
                    throw Failed("open", path);
                case Errno.AccessDenied when !isNew && FileSystem.TryStatus(parent, name.Span, out _, out _):
                    Remove(parent, name, path); // read-only, from an earlier restore perhaps
                    break;
                case not (Errno.NoEntry or Errno.NoLoop):
                    throw Failed("open", path);
            }
        }
    }

    /// <summary>Opens a file, already made, to write on.</summary>
    public static OpenFile Reopen(OpenFile parent, NodeName name, byte[] path)
    {
        var descriptor = Open(parent, name, OpenFlags.WriteOnly | OpenFlags.NonBlocking, 0);
        return descriptor >= 0 ? new OpenFile(descriptor, path) : throw Failed("open", path);
    }

    public static void MakeSymlink(OpenFile parent, NodeName name, byte[] path, ReadOnlySpan<byte> target)
    {
        var text = NulTerminated.Copy(target, []).ToArray();
        Replace("symlink", parent, name, path, (directory, pointer) =>
        {
            fixed (byte* targetPointer = text)
            {
                return Libc.SymlinkAt(targetPointer, directory, pointer);
            }
        });
    }

    /// <summary>Makes a fifo or a device.</summary>
    public static void MakeSpecial(OpenFile parent, NodeName name, byte[] path, NodeType type, ulong device)
    {
        var kind = type switch
        {
            NodeType.Fifo => 0x1000u,
            NodeType.CharDevice => 0x2000u,
            NodeType.BlockDevice => 0x6000u,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "neither a fifo nor a device"),
        };
        Replace("mknod", parent, name, path, (directory, pointer) =>
            Libc.MkNodAt(directory, pointer, kind | OwnerOnly, type == NodeType.Fifo ? 0 : device));
    }

    /// <summary>Makes a hard link, unless the two are one file already.</summary>
    public static void MakeLink(
        OpenFile oldParent, NodeName oldName, OpenFile parent, NodeName name, byte[] path)
    {
        if (FileSystem.TryStatus(parent, name.Span, out var there, out _)
            && FileSystem.TryStatus(oldParent, oldName.Span, out var wanted, out _)
            && (there.Inode, there.Holder) == (wanted.Inode, wanted.Holder))
        {
            return;
        }

        var text = NulTerminated.Copy(oldName.Span, []).ToArray();
        var oldDirectory = oldParent.Descriptor;
        Replace("link", parent, name, path, (directory, pointer) =>
        {
            fixed (byte* oldPointer = text)
            {
                return Libc.LinkAt(oldDirectory, oldPointer, directory, pointer, 0);
            }
        });
    }

    /// <summary>Removes an entry, if it is there; a directory must be empty.</summary>
    public static void Remove(OpenFile parent, NodeName name, byte[] path)
    {
        var text = NulTerminated.Copy(name.Span, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = text)
        {
            var result = Libc.UnlinkAt(parent.Descriptor, pointer, 0);
            if (result < 0 && SystemCalls.LastError is Errno.IsDirectory or Errno.NotPermitted)
            {
                result = Libc.UnlinkAt(parent.Descriptor, pointer, RemoveDirectory);
            }

            if (result < 0 && SystemCalls.LastError != Errno.NoEntry)
            {
                throw Failed("unlink", path);
            }
        }
    }

    private delegate int MakeCall(int directory, byte* name);

    private static void Replace(string call, OpenFile parent, NodeName name, byte[] path, MakeCall make)
    {
        Remove(parent, name, path);
        Make(call, parent, name, path, make, tolerated: 0);
    }

    private static void Make(
        string call, OpenFile parent, NodeName name, byte[] path, MakeCall make, int tolerated)
    {
        var text = NulTerminated.Copy(name.Span, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = text)
        {
            if (make(parent.Descriptor, pointer) < 0 && SystemCalls.LastError != tolerated)
            {
                throw Failed(call, path);
            }
        }
    }

    // A file with other links may be linked from outside the target: it is replaced, not written over.
    private static bool IsReusable(OpenFile parent, NodeName name, byte[] path) =>
        FileSystem.TryStatus(parent, name.Span, out var status, out var error)
            ? status.IsRegular && status.Links == 1
            : error == Errno.NoEntry ? true : throw new SystemCallException("lstat", path, error);

    private static void MakeOursWritable(OpenFile directory)
    {
        if (!SystemCalls.IsRoot && (directory.Status().Mode & OwnerOnlyDirectory) != OwnerOnlyDirectory
            && Libc.FChMod(directory.Descriptor, OwnerOnlyDirectory) < 0)
        {
            throw Failed("chmod", directory.Path);
        }
    }

    private static void Chmod(OpenFile parent, NodeName name, byte[] path, uint mode) =>
        Make("chmod", parent, name, path, (directory, pointer) =>
            Libc.FChModAt(directory, pointer, mode, SystemCalls.NoFollow), tolerated: 0);

    private static int Open(OpenFile parent, NodeName name, int flags, uint mode) =>
        OpenFollowing(parent, name, flags | OpenFlags.NoFollow, mode);

    private static int OpenFollowing(OpenFile parent, NodeName name, int flags, uint mode = 0)
    {
        var text = NulTerminated.Copy(name.Span, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = text)
        {
            return Libc.OpenAt(parent.Descriptor, pointer, flags | OpenFlags.CloseOnExec, mode);
        }
    }

    private static SystemCallException Failed(string call, ReadOnlySpan<byte> path) =>
        new(call, path, SystemCalls.LastError);
}
