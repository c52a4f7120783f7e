using System.Runtime.Versioning;
using System.Text;
using Mesh.Sources.Files.Linux;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Comparing;

/// <summary>
/// Compares two directories on disk, entry by entry, by nothing but what the kernel says of them: names as
/// bytes, types, content, permissions, owners, times of modification to the nanosecond, link targets, hard
/// links, devices and extended attributes.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class TreeComparison
{
    private const int DifferencesKept = 100;
    private const int BufferSize = 1 << 16;

    private readonly List<string> differences = [];
    private readonly Dictionary<(ulong, ulong), (ulong, ulong)> twins = [];
    private readonly byte[] left = new byte[BufferSize];
    private readonly byte[] right = new byte[BufferSize];
    private long entries;
    private long different;

    private TreeComparison()
    {
    }

    /// <summary>Compares two directories and all that is in them.</summary>
    public static ComparisonResult Compare(
        string expected, string actual, CancellationToken cancellationToken)
    {
        var comparison = new TreeComparison();
        comparison.CompareEntry(
            Encoding.UTF8.GetBytes(Path.GetFullPath(expected)),
            Encoding.UTF8.GetBytes(Path.GetFullPath(actual)),
            cancellationToken);
        return new ComparisonResult(comparison.entries - 1, comparison.different, comparison.differences);
    }

    private void CompareEntry(byte[] expected, byte[] actual, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        entries++;
        var (one, two) = (FileSystem.Status(expected), FileSystem.Status(actual));
        if (one.Type != two.Type)
        {
            Differ(expected, $"is a {one.Type}, not a {two.Type}");
            return;
        }

        if (Metadata(one, two) is { } metadata)
        {
            Differ(expected, metadata);
        }
        else if (!SameAttributes(expected, actual))
        {
            Differ(expected, "extended attributes");
        }
        else if (one.IsSymlink
            && !FileSystem.ReadLink(expected).AsSpan().SequenceEqual(FileSystem.ReadLink(actual)))
        {
            Differ(expected, "the link's target");
        }
        else if (one.IsRegular && !SameContent(expected, actual))
        {
            Differ(expected, "content");
        }

        if (one.IsDirectory)
        {
            CompareDirectories(expected, actual, cancellationToken);
        }
    }

    private string? Metadata(FileStatus one, FileStatus two) =>
        one.Mode != two.Mode ? "permissions"
        : (one.User, one.Group) != (two.User, two.Group) ? "owner"
        : one.Modified != two.Modified ? "time of modification"
        : one.IsRegular && one.Size != two.Size ? "size"
        : one.Device != two.Device ? "device"
        : one.IsRegular && (one.Links > 1 || two.Links > 1) && !IsTwin(one, two) ? "hard links"
        : null;

    // The files that are one file on one side must be one file on the other.
    private bool IsTwin(FileStatus one, FileStatus two)
    {
        twins.TryAdd((one.Holder, one.Inode), (two.Holder, two.Inode));
        return one.Links == two.Links && twins[(one.Holder, one.Inode)] == (two.Holder, two.Inode);
    }

    private void CompareDirectories(byte[] expected, byte[] actual, CancellationToken cancellationToken)
    {
        var names = Names(expected);
        var others = Names(actual);
        foreach (var name in names.Union(others).Order())
        {
            byte[] path = [.. expected, (byte)'/', .. name.Span];
            if (!others.Contains(name))
            {
                Differ(path, "is missing");
            }
            else if (!names.Contains(name))
            {
                Differ(path, "is there but should not be");
            }
            else
            {
                CompareEntry(path, [.. actual, (byte)'/', .. name.Span], cancellationToken);
            }
        }
    }

    private static HashSet<NodeName> Names(byte[] path)
    {
        using var directory = FileSystem.OpenDirectory(path);
        return [.. FileSystem.ReadNames(directory)];
    }

    private static bool SameAttributes(byte[] expected, byte[] actual) =>
        ExtendedAttributes.Read(expected).OrderBy(each => each.Name, StringComparer.Ordinal).SequenceEqual(
            ExtendedAttributes.Read(actual).OrderBy(each => each.Name, StringComparer.Ordinal));

    private bool SameContent(byte[] expected, byte[] actual)
    {
        using var one = FileSystem.OpenToRead(expected);
        using var two = FileSystem.OpenToRead(actual);
        for (long offset = 0; ;)
        {
            var count = one.Read(left, offset);
            if (count != two.Read(right, offset)
                || !left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, count)))
            {
                return false;
            }

            if (count == 0)
            {
                return true;
            }

            offset += count;
        }
    }

    private void Differ(byte[] path, string what)
    {
        different++;
        if (differences.Count < DifferencesKept)
        {
            differences.Add($"{Encoding.UTF8.GetString(path)}: {what}");
        }
    }
}
