using System.Runtime.InteropServices;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Linux;

/// <summary>
/// Reading the file system: names are bytes, and no symbolic link is followed unless it says so.
/// </summary>
internal static unsafe class FileSystem
{
    /// <summary>The status of what is at the path.</summary>
    public static FileStatus Status(ReadOnlySpan<byte> path, bool follow = false) =>
        TryStatus(Libc.CurrentDirectory, path, follow, out var status, out var error)
            ? status
            : throw new SystemCallException("lstat", path, error);

    /// <summary>The status of an entry of an open directory.</summary>
    public static bool TryStatus(
        OpenFile directory, ReadOnlySpan<byte> name, out FileStatus status, out int error) =>
        TryStatus(directory.Descriptor, name, follow: false, out status, out error);

    /// <summary>Opens a directory to list it.</summary>
    public static OpenFile OpenDirectory(byte[] path, bool follow = false)
    {
        var flags = OpenFlags.Directory | (follow ? 0 : OpenFlags.NoFollow);
        return new OpenFile(Open(Libc.CurrentDirectory, path, path, flags), path);
    }

    /// <summary>Opens a directory in an open one.</summary>
    public static OpenFile OpenDirectory(OpenFile parent, NodeName name, byte[] path) =>
        new(Open(parent.Descriptor, name.Span, path, OpenFlags.Directory | OpenFlags.NoFollow), path);

    /// <summary>
    /// Opens an entry of an open directory to read it, as <see cref="OpenToRead(byte[])"/> does.
    /// </summary>
    public static OpenFile OpenToRead(OpenFile directory, NodeName name, byte[] path) =>
        new(Open(directory.Descriptor, name.Span, path, OpenFlags.NoFollow | OpenFlags.NonBlocking), path);

    /// <summary>
    /// Opens a regular file to read it, without touching its access time where that is allowed.
    /// </summary>
    /// <remarks>
    /// Does not wait: were a fifo put in the file's place, an ordinary open would wait for its writer.
    /// </remarks>
    public static OpenFile OpenToRead(byte[] path) =>
        new(Open(Libc.CurrentDirectory, path, path, OpenFlags.NoFollow | OpenFlags.NonBlocking), path);

    /// <summary>The names in the directory, in no order, without "." and "..".</summary>
    public static List<NodeName> ReadNames(OpenFile directory)
    {
        const int Header = 19; // inode, offset, length of the record, type; then the name
        var names = new List<NodeName>();
        var buffer = new byte[32 * 1024];
        fixed (byte* start = buffer)
        {
            nint count;
            while ((count = Libc.GetDents(directory.Descriptor, start, (nuint)buffer.Length)) > 0)
            {
                for (var at = 0; at < count;)
                {
                    var length = *(ushort*)(start + at + 16);
                    var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(start + at + Header);
                    if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                    {
                        names.Add(new NodeName(name));
                    }

                    at += length;
                }
            }

            return count == 0
                ? names
                : throw new SystemCallException("readdir", directory.Path, SystemCalls.LastError);
        }
    }

    /// <summary>Where the symbolic link points, as bytes.</summary>
    public static byte[] ReadLink(ReadOnlySpan<byte> path)
    {
        var text = NulTerminated.Copy(path, stackalloc byte[NulTerminated.Scratch]);
        for (var size = 512; ; size *= 4)
        {
            var buffer = new byte[size];
            nint count;
            fixed (byte* namePointer = text, start = buffer)
            {
                count = Libc.ReadLinkAt(Libc.CurrentDirectory, namePointer, start, (nuint)size);
            }

            if (count < 0)
            {
                throw new SystemCallException("readlink", path, SystemCalls.LastError);
            }

            if (count < size)
            {
                return buffer[..(int)count];
            }
        }
    }

    private static bool TryStatus(
        int directory, ReadOnlySpan<byte> path, bool follow, out FileStatus status, out int error)
    {
        var text = NulTerminated.Copy(path, stackalloc byte[NulTerminated.Scratch]);
        StatX raw;
        int result;
        fixed (byte* pointer = text)
        {
            result = Libc.StatX(
                directory, pointer, follow ? 0 : SystemCalls.NoFollow, SystemCalls.BasicStats, &raw);
        }

        error = result < 0 ? SystemCalls.LastError : 0;
        status = result < 0 ? default : new FileStatus(raw);
        return result >= 0;
    }

    private static int Open(int directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, int flags)
    {
        var text = NulTerminated.Copy(name, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = text)
        {
            flags |= OpenFlags.ReadOnly | OpenFlags.CloseOnExec;
            var descriptor = Libc.OpenAt(directory, pointer, flags | OpenFlags.NoAccessTime, 0);
            if (descriptor < 0 && SystemCalls.LastError == Errno.NotPermitted)
            {
                descriptor =
                    Libc.OpenAt(
                        directory, pointer, flags, 0); // only the owner may leave the access time alone
            }

            return descriptor >= 0
                ? descriptor
                : throw new SystemCallException("open", path, SystemCalls.LastError);
        }
    }
}
