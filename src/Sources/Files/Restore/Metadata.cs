using System.Globalization;
using System.Text;
using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Restore;

/// <summary>
/// Gives an entry its owner, attributes, mode and times, in this order: a change of owner clears bits of the
/// mode, attributes need a file that may be written, and everything changes times. Without the super-user's
/// rights what only he may set is passed over, as by <c>cp -a</c>.
/// </summary>
internal static unsafe class Metadata
{
    private const uint Permissions = 0xFFF;

    /// <summary>For a regular file or a directory that is open.</summary>
    /// <param name="parent">The directory that it is in.</param>
    /// <param name="isNew">Whether it has no attributes yet.</param>
    public static void Apply(OpenFile file, OpenFile parent, Node node, bool isNew)
    {
        if (Libc.FChOwn(file.Descriptor, node.Uid, node.Gid) < 0)
        {
            FailUnlessPassedOver("chown", file.Path);
        }

        ApplyAttributes(parent, node, file.Path, isNew);
        Check(Libc.FChMod(file.Descriptor, GoFileMode.ToUnix(node.Mode)), "chmod", file.Path);
        var times = Times(node);
        fixed (TimeSpec* start = times)
        {
            Check(Libc.FUTimeNs(file.Descriptor, start), "utimes", file.Path);
        }
    }

    /// <summary>Whether a directory has the mode that it is made with.</summary>
    public static bool IsAsMade(OpenFile directory) =>
        (directory.Status().Mode & Permissions) == TargetEntries.OwnerOnlyDirectory;

    /// <summary>For an entry of any type, by its name.</summary>
    public static void ApplyByName(OpenFile parent, Node node, byte[] path, bool isNew)
    {
        var name = NulTerminated.Copy(node.Name.Span, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = name)
        {
            var directory = parent.Descriptor;
            if (Libc.FChOwnAt(directory, pointer, node.Uid, node.Gid, SystemCalls.NoFollow) < 0)
            {
                FailUnlessPassedOver("chown", path);
            }

            ApplyAttributes(parent, node, path, isNew);
            if (node.Type != NodeType.Symlink)
            {
                var mode = GoFileMode.ToUnix(node.Mode);
                Check(Libc.FChModAt(directory, pointer, mode, SystemCalls.NoFollow), "chmod", path);
            }

            var times = Times(node);
            fixed (TimeSpec* start = times)
            {
                Check(Libc.UTimeNsAt(directory, pointer, start, SystemCalls.NoFollow), "utimes", path);
            }
        }
    }

    /// <summary>
    /// As <see cref="ApplyByName"/>, for a file with the right time: nothing is done where nothing differs, so
    /// that the next backup need not read it for the time of that change.
    /// </summary>
    public static void Correct(OpenFile parent, Node node, byte[] path, in FileStatus status)
    {
        if ((status.Mode & Permissions) != GoFileMode.ToUnix(node.Mode)
            || (status.User, status.Group) != (node.Uid, node.Gid)
            || !ExtendedAttributes.Read(PathOf(parent, node)).SequenceEqual(node.ExtendedAttributes))
        {
            ApplyByName(parent, node, path, isNew: false);
        }
    }

    // Calls that take paths only start at the open directory, whatever has become of its name.
    private static byte[] PathOf(OpenFile parent, Node node) =>
    [
        .. Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{parent.Descriptor}/")),
        .. node.Name.Span,
    ];

    private static void ApplyAttributes(OpenFile parent, Node node, ReadOnlySpan<byte> shown, bool isNew)
    {
        if (isNew && node.ExtendedAttributes.Count == 0)
        {
            return;
        }

        try
        {
            ExtendedAttributes.Write(PathOf(parent, node), node.ExtendedAttributes, removeOthers: !isNew);
        }
        catch (SystemCallException error) when (error.Error == Errno.NotPermitted && !SystemCalls.IsRoot)
        {
            // Attributes outside the user's own namespace.
        }
        catch (SystemCallException error)
        {
            throw new SystemCallException("set extended attributes of", shown, error.Error);
        }
    }

    private static TimeSpec[] Times(Node node) =>
    [
        new() { Seconds = node.AccessTime.UnixSeconds, Nanoseconds = node.AccessTime.Nanoseconds },
        new() { Seconds = node.ModifiedTime.UnixSeconds, Nanoseconds = node.ModifiedTime.Nanoseconds },
    ];

    private static void FailUnlessPassedOver(string call, ReadOnlySpan<byte> path)
    {
        var error = SystemCalls.LastError;
        if (error != Errno.NotPermitted || SystemCalls.IsRoot)
        {
            throw new SystemCallException(call, path, error);
        }
    }

    private static void Check(int result, string call, ReadOnlySpan<byte> path)
    {
        if (result < 0)
        {
            throw new SystemCallException(call, path, SystemCalls.LastError);
        }
    }
}
