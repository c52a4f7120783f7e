using System.Runtime.InteropServices;
using System.Text;

namespace Mesh.Tests.Kit.Trees;

/// <summary>
/// The file system calls that .NET lacks. Paths are strings of one character a byte (Latin-1), so that names
/// need not be UTF-8.
/// </summary>
public static partial class Posix
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int WriteCreateTruncate = 0x241;
    private const uint FifoType = 0x1000;
    private const uint CharDeviceType = 0x2000;
    private const uint BlockDeviceType = 0x6000;

    /// <summary>The path, as bytes, of a text path.</summary>
    public static string FromText(string path) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));

    /// <summary>Makes a file with pieces of content at offsets; what lies between is a hole.</summary>
    public static unsafe void WriteFile(string path, long size, params (long Offset, byte[] Content)[] pieces)
    {
        var descriptor = Check(open(Bytes(path), WriteCreateTruncate, 0x1A4), path);
        try
        {
            Check(ftruncate(descriptor, size), path);
            foreach (var (offset, content) in pieces)
            {
                fixed (byte* start = content)
                {
                    var written = pwrite(descriptor, start, (nuint)content.Length, offset);
                    Check(written == content.Length ? 0 : -1, path);
                }
            }
        }
        finally
        {
            Check(close(descriptor), path);
        }
    }

    public static void MakeDirectory(string path) => Check(mkdir(Bytes(path), 0x1ED), path);

    public static void MakeSymlink(string target, string path) =>
        Check(symlink(Bytes(target), Bytes(path)), path);

    public static void MakeLink(string existing, string path) =>
        Check(link(Bytes(existing), Bytes(path)), path);

    public static void MakeFifo(string path) => Check(mknod(Bytes(path), FifoType | 0x1A4, 0), path);

    public static void MakeDevice(string path, bool block, int major, int minor) => Check(
        mknod(Bytes(path), (block ? BlockDeviceType : CharDeviceType) | 0x1A4, (ulong)(major << 8 | minor)),
        path);

    public static void SetMode(string path, int mode) => Check(chmod(Bytes(path), (uint)mode), path);

    public static void SetOwner(string path, int user, int group) =>
        Check(lchown(Bytes(path), (uint)user, (uint)group), path);

    public static unsafe void SetModified(string path, long seconds, long nanoseconds)
    {
        var times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        Check(utimensat(CurrentDirectory, Bytes(path), times, NoFollow), path);
    }

    public static unsafe void SetAttribute(string path, string name, byte[] value)
    {
        fixed (byte* start = value)
        {
            Check(lsetxattr(Bytes(path), Bytes(name), start, (nuint)value.Length, 0), path);
        }
    }

    /// <summary>All extended attributes by name; the values in hexadecimal.</summary>
    public static unsafe SortedDictionary<string, string> Attributes(string path)
    {
        var list = new byte[65536];
        var value = new byte[65536];
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        fixed (byte* listStart = list, valueStart = value)
        {
            var length = llistxattr(Bytes(path), listStart, (nuint)list.Length);
            Check((int)length, path);
            var names = Encoding.Latin1.GetString(list, 0, (int)length);
            foreach (var name in names.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                var size = lgetxattr(Bytes(path), Bytes(name), valueStart, (nuint)value.Length);
                found[name] = Convert.ToHexString(value, 0, Check((int)size, path));
            }
        }

        return found;
    }

    /// <summary>Sends a signal to a process.</summary>
    public static void Signal(int process, int signal) => Check(kill(process, signal), $"process {process}");

    private static byte[] Bytes(string path) => Encoding.Latin1.GetBytes(path + "\0");

    private static int Check(int result, string about) => result >= 0
        ? result
        : throw new IOException($"{about}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

#pragma warning disable SYSLIB1054, CA5392, IDE1006, SA1300 // the C library's own names
    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ftruncate(int descriptor, long size);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint pwrite(int descriptor, byte* content, nuint size, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdir(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlink(byte[] target, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int link(byte[] existing, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mknod(byte[] path, uint mode, ulong device);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int chmod(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int lchown(byte[] path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int utimensat(int directory, byte[] path, long* times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int lsetxattr(byte[] path, byte[] name, byte* value, nuint size, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint lgetxattr(byte[] path, byte[] name, byte* value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint llistxattr(byte[] path, byte* list, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
#pragma warning restore SYSLIB1054, CA5392, IDE1006, SA1300
}
