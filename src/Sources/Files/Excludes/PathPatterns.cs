using System.Text;
using Mesh.Domain.Errors;

namespace Mesh.Sources.Files.Excludes;

/// <summary>
/// A list of path patterns, of which later ones that start with <c>!</c> take back what earlier ones match.
/// </summary>
public sealed class PathPatterns
{
    private readonly PathPattern[] _patterns;
    private readonly bool _anyNegated;

    /// <exception cref="MeshException"><c>bad-pattern</c>: one is malformed.</exception>
    public PathPatterns(IEnumerable<string> patterns)
    {
        _patterns = [.. patterns.Where(pattern => pattern.Length > 0).Select(Parse)];
        _anyNegated = _patterns.Any(pattern => pattern.IsNegated);
    }

    /// <summary>No pattern: matches nothing.</summary>
    public static PathPatterns None { get; } = new([]);

    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Whether the absolute path, or a directory that it is in, matches.</summary>
    public bool Matches(ReadOnlySpan<byte> path) => !IsEmpty && Match(path).Matches;

    /// <summary>Whether the path matches, and whether something in it, if it is a directory, can.</summary>
    public (bool Matches, bool MayMatchBelow) Match(ReadOnlySpan<byte> path)
    {
        var parts = PathPattern.Split(Encoding.UTF8.GetString(path));
        var (matches, below) = (false, false);
        foreach (var pattern in _patterns)
        {
            var match = pattern.Matches(parts);
            if (pattern.IsNegated)
            {
                matches &= !match;
                below &= !match;
                continue;
            }

            matches |= match;
            below |= pattern.MayMatchBelow(parts);
            if (matches && below && !_anyNegated)
            {
                break;
            }
        }

        return (matches, below);
    }

    private static PathPattern Parse(string pattern)
    {
        try
        {
            return new PathPattern(pattern);
        }
        catch (FormatException error)
        {
            throw new MeshException(
                "bad-pattern",
                pattern,
                error.Message,
                "close the set, or escape the bracket with a backslash",
                ExitCode.BadInput, error);
        }
    }
}
