using System.Text;

namespace Mesh.Sources.Files.Excludes;

/// <summary>
/// One part of a path pattern: <c>*</c> is any text, <c>?</c> any character, <c>[a-z]</c> and <c>[^a-z]</c> a
/// character of a set or not of it, and a backslash takes away the meaning of what follows.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Rune[] _pattern;
    private readonly string? _literal;

    /// <exception cref="FormatException">A set is not closed, or a backslash comes last.</exception>
    public GlobPattern(string pattern)
    {
        _literal = pattern.AsSpan().ContainsAny(@"\[]*?") ? null : pattern;
        _pattern = [.. pattern.EnumerateRunes()];
        Validate(pattern);
    }

    public bool Matches(string name) =>
        _literal is not null ? _literal == name : Matches([.. name.EnumerateRunes()]);

    private bool Matches(Rune[] name)
    {
        var (at, in_) = (0, 0);
        var (starAt, starIn) = (-1, 0);
        while (in_ < name.Length)
        {
            if (at < _pattern.Length && _pattern[at].Value == '*')
            {
                (starAt, starIn) = (at++, in_);
            }
            else if (at < _pattern.Length && MatchesOne(name[in_], at, out var next))
            {
                (at, in_) = (next, in_ + 1);
            }
            else if (starAt >= 0)
            {
                (at, in_) = (starAt + 1, ++starIn); // let the last star take one more
            }
            else
            {
                return false;
            }
        }

        while (at < _pattern.Length && _pattern[at].Value == '*')
        {
            at++;
        }

        return at == _pattern.Length;
    }

    private bool MatchesOne(Rune character, int at, out int next)
    {
        next = at + 1;
        switch (_pattern[at].Value)
        {
            case '?':
                return true;
            case '[':
                return MatchesSet(character, at + 1, out next);
            case '\\':
                next = at + 2;
                return _pattern[at + 1] == character;
            default:
                return _pattern[at] == character;
        }
    }

    private bool MatchesSet(Rune character, int at, out int next)
    {
        var negated = _pattern[at].Value == '^';
        at += negated ? 1 : 0;
        var found = false;
        while (_pattern[at].Value != ']')
        {
            var low = TakeSetCharacter(ref at);
            var high = low;
            if (_pattern[at].Value == '-')
            {
                at++;
                high = TakeSetCharacter(ref at);
            }

            found |= character >= low && character <= high;
        }

        next = at + 1;
        return found != negated;
    }

    private Rune TakeSetCharacter(ref int at)
    {
        at += _pattern[at].Value == '\\' ? 1 : 0;
        return _pattern[at++];
    }

    private void Validate(string shown)
    {
        for (var at = 0; at < _pattern.Length; at++)
        {
            if (_pattern[at].Value == '\\')
            {
                at++;
            }
            else if (_pattern[at].Value == '[')
            {
                at = EndOfSet(at + 1);
            }

            if (at >= _pattern.Length)
            {
                throw new FormatException($"the pattern '{shown}' ends within a set or after a backslash");
            }
        }
    }

    // The index of the closing bracket, or the length where the set is empty or not well formed.
    private int EndOfSet(int at)
    {
        at += at < _pattern.Length && _pattern[at].Value == '^' ? 1 : 0;
        for (var count = 0; at < _pattern.Length; count++)
        {
            if (_pattern[at].Value == ']')
            {
                return count > 0 ? at : _pattern.Length;
            }

            at = EndOfSetCharacter(at);
            if (at < _pattern.Length && _pattern[at].Value == '-')
            {
                at = EndOfSetCharacter(at + 1);
            }
        }

        return _pattern.Length;
    }

    private int EndOfSetCharacter(int at) => at >= _pattern.Length || _pattern[at].Value is '-' or ']'
        ? _pattern.Length
        : at + (_pattern[at].Value == '\\' ? 2 : 1);
}
