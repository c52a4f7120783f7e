using System.Diagnostics;
using Mesh.Sources.Files.Ranges;
using Mesh.Vault.Trees;

namespace Mesh.Sources.Files.Planning;

/// <summary>Cuts a walk into ranges while it goes on, until a page is full.</summary>
internal sealed class RangeCutter(TreePosition? start, PlanLimits limits)
{
    private readonly List<PlannedRange> _ranges = [];
    private readonly List<NodeName> _directory = [];
    private TreePosition? _from = start;
    private int _characters;
    private long _entries;
    private long _files;
    private long _bytes;
    private long _bytesToMove;

    /// <summary>Whether the page has all the ranges it can take; the walk stops then.</summary>
    public bool IsFull => _ranges.Count >= limits.RangesPerPage || _characters >= limits.CharactersPerPage;

    /// <summary>Counts a directory, unless an earlier page has, and goes into it.</summary>
    /// <returns>False when the page is full, and the directory was not entered.</returns>
    public bool VisitDirectory(NodeName name, RangePart.EntryPart part)
    {
        if (!part.StartsBelow)
        {
            Visit(name);
        }

        if (IsFull)
        {
            return false;
        }

        _directory.Add(name);
        return true;
    }

    /// <summary>Goes back up, out of the directory entered last.</summary>
    public void Leave() => _directory.RemoveAt(_directory.Count - 1);

    /// <summary>Counts an entry that is no regular file.</summary>
    public void Visit(NodeName name)
    {
        if (_entries < limits.EntriesPerRange || Cut(name, 0))
        {
            _entries++;
        }
    }

    /// <summary>Counts a regular file.</summary>
    /// <param name="offset">Where in the file the page starts; 0 for all but the first of a page.</param>
    /// <param name="size">The size of the whole file.</param>
    /// <param name="mustMove">Whether its content has to be read or written.</param>
    public void VisitFile(NodeName name, long offset, long size, bool mustMove)
    {
        var toMove = mustMove ? Math.Max(0, size - offset) : 0;
        var startNew = _entries >= limits.EntriesPerRange
            || (_entries > 0 && _bytesToMove + toMove > limits.BytesPerRange);
        if (startNew && !Cut(name, 0))
        {
            return;
        }

        _entries++;
        _files += offset == 0 ? 1 : 0;
        var at = offset;
        while (mustMove && size - at > limits.BytesPerRange)
        {
            var next = (at / limits.BytesPerRange + 1) * limits.BytesPerRange;
            Move(next - at, next - at);
            if (!Cut(name, next))
            {
                return;
            }

            _entries++;
            at = next;
        }

        Move(Math.Max(0, size - at), mustMove ? Math.Max(0, size - at) : 0);
    }

    /// <summary>The page; a walk that came to its end before the page was full ends the last range.</summary>
    public PlanPage Finish()
    {
        if (IsFull)
        {
            return new PlanPage(_ranges, _from);
        }

        Add(null);
        return new PlanPage(_ranges, null);
    }

    private void Move(long bytes, long toMove) =>
        (_bytes, _bytesToMove) = (_bytes + bytes, _bytesToMove + toMove);

    // Ends a range; false when the page is full with it.
    private bool Cut(NodeName name, long offset)
    {
        var position = new TreePosition([.. _directory, name], offset);
        if (_from is not null && position.CompareTo(_from) <= 0)
        {
            throw new UnreachableException($"a range from {_from} to {position} would never end the walk");
        }

        _characters += position.ToString().Length * 2; // once as an end, once as a beginning
        Add(position);
        _from = position;
        return !IsFull;
    }

    private void Add(TreePosition? to)
    {
        _ranges.Add(new PlannedRange(new TreeRange(_from, to), _entries, _files, _bytes, _bytesToMove));
        (_entries, _files, _bytes, _bytesToMove) = (0, 0, 0, 0);
    }
}
