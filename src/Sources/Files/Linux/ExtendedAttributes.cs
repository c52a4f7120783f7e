using System.Text;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Linux;

/// <summary>
/// The extended attributes of the file at a path; a symbolic link's own are meant, not its target's.
/// </summary>
internal static unsafe class ExtendedAttributes
{
    /// <summary>All of them in the kernel's order; none where the file system has none.</summary>
    public static IReadOnlyList<Xattr> Read(ReadOnlySpan<byte> path)
    {
        var text = NulTerminated.Copy(path, stackalloc byte[NulTerminated.Scratch]);
        Span<byte> list = stackalloc byte[512];
        fixed (byte* pointer = text)
        {
            var names = ListNames(pointer, path, list);
            if (names.IsEmpty)
            {
                return [];
            }

            var attributes = new List<Xattr>();
            while (!names.IsEmpty)
            {
                var end = names.IndexOf((byte)0);
                if (ReadValue(pointer, path, names[..(end + 1)]) is { } value)
                {
                    attributes.Add(new Xattr(Encoding.UTF8.GetString(names[..end]), value));
                }

                names = names[(end + 1)..];
            }

            return attributes;
        }
    }

    /// <summary>Gives the file these attributes and takes away what it has besides them.</summary>
    public static void Write(ReadOnlySpan<byte> path, IReadOnlyList<Xattr> attributes, bool removeOthers)
    {
        var text = NulTerminated.Copy(path, stackalloc byte[NulTerminated.Scratch]);
        fixed (byte* pointer = text)
        {
            if (removeOthers)
            {
                RemoveOthers(pointer, path, attributes);
            }

            foreach (var attribute in attributes)
            {
                var name = NulTerminated.Copy(Encoding.UTF8.GetBytes(attribute.Name), []);
                fixed (byte* namePointer = name, value = attribute.Value.Span)
                {
                    if (Libc.LSetXAttr(pointer, namePointer, value, (nuint)attribute.Value.Length, 0) < 0)
                    {
                        throw new SystemCallException(
                            $"setxattr {attribute.Name}", path, SystemCalls.LastError);
                    }
                }
            }
        }
    }

    private static void RemoveOthers(
        byte* pointer, ReadOnlySpan<byte> path, IReadOnlyList<Xattr> wanted)
    {
        var names = ListNames(pointer, path, stackalloc byte[512]);
        while (!names.IsEmpty)
        {
            var end = names.IndexOf((byte)0);
            var name = Encoding.UTF8.GetString(names[..end]);
            if (!wanted.Any(attribute => attribute.Name == name))
            {
                fixed (byte* namePointer = names)
                {
                    if (Libc.LRemoveXAttr(pointer, namePointer) < 0 && SystemCalls.LastError != Errno.NoData)
                    {
                        throw new SystemCallException($"removexattr {name}", path, SystemCalls.LastError);
                    }
                }
            }

            names = names[(end + 1)..];
        }
    }

    private static Span<byte> ListNames(byte* path, ReadOnlySpan<byte> shown, Span<byte> list)
    {
        while (true)
        {
            nint length;
            fixed (byte* start = list)
            {
                length = Libc.LListXAttr(path, start, (nuint)list.Length);
            }

            if (length >= 0)
            {
                return list[..(int)length];
            }

            switch (SystemCalls.LastError)
            {
                case Errno.NotSupported:
                    return [];
                case Errno.Range:
                    list = new byte[list.Length * 8];
                    break;
                case var error:
                    throw new SystemCallException("listxattr", shown, error);
            }
        }
    }

    // Null when the attribute is gone since it was listed, or is not ours to read.
    private static byte[]? ReadValue(byte* path, ReadOnlySpan<byte> shown, ReadOnlySpan<byte> name)
    {
        for (var size = 256; ; size *= 8)
        {
            var value = new byte[size];
            nint length;
            fixed (byte* namePointer = name, start = value)
            {
                length = Libc.LGetXAttr(path, namePointer, start, (nuint)size);
            }

            if (length >= 0)
            {
                return value[..(int)length];
            }

            switch (SystemCalls.LastError)
            {
                case Errno.Range:
                    continue;
                case Errno.NoData or Errno.NotSupported or Errno.AccessDenied or Errno.NotPermitted:
                    return null;
                case var error:
                    throw new SystemCallException("getxattr", shown, error);
            }
        }
    }
}
