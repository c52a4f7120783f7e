using Mesh.Storage.Errors;

namespace Mesh.Storage;

/// <summary>
/// The rules of keys: at most 1,024 characters; parts of 1 to 200 characters out of printable ASCII without
/// '\', none of them "." or "..". The part <c>-tmp-</c> is reserved in the last name: restic and Mesh mark
/// unfinished files with it.
/// </summary>
public static class ObjectKey
{
    /// <summary>What the name of an unfinished file contains; such a name is never an object.</summary>
    public const string UnfinishedMark = "-tmp-";

    private const int LongestKey = 1024;
    private const int LongestPart = 200;

    /// <summary>Throws <c>bad-object-key</c> unless the key keeps the rules.</summary>
    public static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Fault(key) is { } fault)
        {
            throw new ObjectStoreException("bad-object-key", Printable(key), fault);
        }
    }

    /// <summary>Throws <c>bad-object-key</c> unless the prefix is empty or a folder: a key and a final
    /// '/'.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length == 0)
        {
            return;
        }

        if (prefix[^1] != '/')
        {
            throw new ObjectStoreException(
                "bad-object-key", Printable(prefix), "a prefix to list must end with '/'");
        }

        Check(prefix[..^1]);
    }

    /// <summary>True for the key of something that may be an object.</summary>
    public static bool IsValid(string key) => Fault(key) is null;

    private static string? Fault(string key)
    {
        if (key.Length is 0 or > LongestKey)
        {
            return $"a key has 1 to {LongestKey} characters, this one {key.Length}";
        }

        foreach (var range in key.AsSpan().Split('/'))
        {
            var part = key.AsSpan()[range];
            if (part.Length is 0 or > LongestPart || part is "." or "..")
            {
                return "a part of the key is empty, too long, '.' or '..'";
            }

            if (part.ContainsAnyExceptInRange(' ', '~') || part.Contains('\\'))
            {
                return "the key has a character that is not allowed";
            }
        }

        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        return name.Contains(UnfinishedMark, StringComparison.Ordinal)
            ? $"names with '{UnfinishedMark}' are unfinished files"
            : null;
    }

    private static string Printable(string key) =>
        new([.. key.Take(100).Select(c => c is >= ' ' and <= '~' ? c : '?')]);
}
