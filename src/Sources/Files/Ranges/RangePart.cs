using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Ranges;

/// <summary>What of a range concerns one directory: the bounds that lie in it or below it, if any.</summary>
internal readonly struct RangePart
{
    private readonly TreePosition? _from;
    private readonly TreePosition? _to;
    private readonly int _depth;

    private RangePart(TreePosition? from, TreePosition? to, int depth) =>
        (_from, _to, _depth) = (from, to, depth);

    /// <summary>Whether all that is in the directory belongs to the range.</summary>
    public bool IsWhole => _from is null && _to is null;

    /// <summary>The range as it concerns the root directory.</summary>
    public static RangePart Of(TreeRange range) => new(range.From, range.To, 0);

    /// <summary>Whether the entry, or something in it, belongs to the range.</summary>
    public bool Includes(NodeName name, out EntryPart part)
    {
        var fromOrder = _from is null ? 1 : name.CompareTo(_from.Path[_depth]);
        var toOrder = _to is null ? -1 : name.CompareTo(_to.Path[_depth]);
        part = default;
        if (fromOrder < 0 || toOrder > 0)
        {
            return false;
        }

        var startsHere = fromOrder == 0 && _from!.Path.Count == _depth + 1;
        var endsHere = toOrder == 0 && _to!.Path.Count == _depth + 1;
        if (endsHere && _to!.Offset == 0)
        {
            return false;
        }

        part = new EntryPart(
            startsHere ? _from!.Offset : 0,
            endsHere ? _to!.Offset : long.MaxValue,
            StartsBelow: fromOrder == 0 && !startsHere,
            Below: new RangePart(
                fromOrder == 0
                    && !startsHere ? _from : null, toOrder == 0 && !endsHere ? _to : null, _depth + 1));
        return true;
    }

    /// <summary>What of a range concerns one entry of a directory.</summary>
    /// <param name="Start">Where in a file's content the range starts.</param>
    /// <param name="End">Where in a file's content the range ends.</param>
    /// <param name="StartsBelow">The range starts below the entry, so the entry itself, unless it is a
    /// directory, belongs to an earlier range.</param>
    /// <param name="Below">The range as it concerns the entry as a directory.</param>
    internal readonly record struct EntryPart(long Start, long End, bool StartsBelow, RangePart Below)
    {
        /// <summary>Whether all of a file's content belongs to the range.</summary>
        public bool IsWholeFile => Start == 0 && End == long.MaxValue;

        /// <summary>
        /// Whether the entry belongs to the range if it is neither a directory nor a regular file.
        /// </summary>
        public bool IncludesPlain => Start == 0 && !StartsBelow;

        /// <summary>Whether the entry's content, if it is a directory, belongs to the range.</summary>
        public bool IncludesChildren => End == long.MaxValue;
    }
}
