namespace Mesh.Sources.Files.Excludes;

/// <summary>
/// A pattern for paths, part by part, as restic reads it: one that starts with a slash counts from the root,
/// any other may begin at any part; <c>**</c> stands for any number of parts; what matches a directory
/// matches all in it.
/// </summary>
internal sealed class PathPattern
{
    private readonly GlobPattern?[] _parts; // null is **

    /// <exception cref="FormatException">A part of the pattern is malformed.</exception>
    public PathPattern(string pattern)
    {
        IsNegated = pattern.StartsWith('!');
        var cleaned = CleanPath.Of(IsNegated ? pattern[1..] : pattern);
        IsRooted = cleaned.StartsWith('/');
        _parts =
        [
            .. Split(cleaned).Select(part => part == "**" ? null : new GlobPattern(part)),
        ];
    }

    /// <summary>Takes back what an earlier pattern has matched.</summary>
    public bool IsNegated { get; }

    public bool IsRooted { get; }

    /// <summary>The parts of a clean path.</summary>
    public static string[] Split(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether the path, or a directory that it is in, matches.</summary>
    public bool Matches(string[] path)
    {
        if (IsRooted)
        {
            return MatchesFrom(0, path, 0);
        }

        for (var start = path.Length - 1; start >= 0; start--)
        {
            if (MatchesFrom(0, path, start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether something in the directory at the path can match.</summary>
    public bool MayMatchBelow(string[] path)
    {
        if (!IsRooted)
        {
            return true;
        }

        for (var i = 0; i < _parts.Length && i < path.Length; i++)
        {
            if (_parts[i] is not { } part)
            {
                return true;
            }

            if (!part.Matches(path[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool MatchesFrom(int part, string[] path, int at)
    {
        if (part == _parts.Length)
        {
            return true;
        }

        if (_parts[part] is { } pattern)
        {
            return at < path.Length && pattern.Matches(path[at]) && MatchesFrom(part + 1, path, at + 1);
        }

        for (var next = at; next <= path.Length; next++)
        {
            if (MatchesFrom(part + 1, path, next))
            {
                return true;
            }
        }

        return false;
    }
}
