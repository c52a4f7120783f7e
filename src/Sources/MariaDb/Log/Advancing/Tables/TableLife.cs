using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>One table from when it was made, or dumped, until it is dropped; it keeps its life under other
/// names.</summary>
internal sealed class TableLife
{
    private static readonly string[] RollingBack = ["InnoDB", "ROCKSDB"];
    private static readonly string[] Keeping = ["MyISAM", "Aria", "MEMORY", "CSV", "ARCHIVE"];

    private IReadOnlyList<string>? _recorded;
    private IReadOnlyList<LoggedCell>? _cells;
    private IReadOnlyList<LoggedCell>? _last;
    private string _engine = "";

    /// <summary>What it holds, as long as there is no <see cref="Doubt"/>.</summary>
    public TableFingerprint Fingerprint { get; private set; }

    /// <summary>Why what it holds is not known; null while it is.</summary>
    public string? Doubt { get; private set; }

    /// <summary>Whether it may have been dropped.</summary>
    public bool MayBeGone { get; private set; }

    /// <summary>Whether it was made, or dumped, as a table with rows; a sequence is not.</summary>
    public bool IsListed { get; private init; }

    public bool WasUpdated { get; private set; }

    public bool WasDeletedFrom { get; private set; }

    /// <summary>Whether rows came in while foreign keys were not checked.</summary>
    public bool HasUncheckedRows { get; private set; }

    /// <summary>How the log described it last; null where it has no rows in the log.</summary>
    public TableMapEvent? Map { get; private set; }

    /// <summary>A table of a dump.</summary>
    public static TableLife Of(TableRecord record) => new()
    {
        Fingerprint = record.Fingerprint,
        IsListed = true,
        _recorded = record.Columns,
        _engine = record.Engine,
    };

    /// <summary>A table that was made without rows.</summary>
    public static TableLife Empty() => new() { IsListed = true };

    /// <summary>A table that rows are for, and nothing else is known of.</summary>
    public static TableLife Unlisted() =>
        new() { Doubt = "neither the dump nor a statement of the log tells of its making" };

    /// <summary>From now on what it holds is not known.</summary>
    public void Question(string doubt, bool mayBeGone = false)
    {
        Doubt ??= doubt;
        MayBeGone |= mayBeGone;
    }

    /// <summary>All rows go.</summary>
    public void Clear() => (Fingerprint, Doubt, MayBeGone) = (default, null, false);

    /// <summary>Its columns may be others now; so may its rows, if it has any.</summary>
    public void Alter()
    {
        if (Doubt is null && Fingerprint == default)
        {
            (_recorded, _cells, _last, Map, _engine) = (null, null, null, null, "");
            return;
        }

        // That its older rows cannot be read either is for the same reason.
        Doubt = "it was altered";
    }

    public void Apply(TableChange change)
    {
        WasUpdated |= change.Updates;
        WasDeletedFrom |= change.Deletes;
        HasUncheckedRows |= change.IsUnchecked;
        Fingerprint += change.Sum;
        Map = change.Map;
        if (change.Doubt is { } doubt)
        {
            Question(doubt);
        }

        if (change.Cells is { } cells)
        {
            Compare(cells);
        }
    }

    /// <summary>What a group does that is taken back at its end, as far as the table can.</summary>
    public void TakeBack(TableChange change)
    {
        if (Keeping.Contains(_engine, StringComparer.OrdinalIgnoreCase))
        {
            Apply(change);
        }
        else if (!RollingBack.Contains(_engine, StringComparer.OrdinalIgnoreCase))
        {
            Question("it had changes in a transaction that was rolled back");
        }
    }

    /// <summary>Compares how the rows were read with what the target's table would say.</summary>
    public void CompareWith(IReadOnlyList<LoggedCell>? cells)
    {
        if (_cells is not null && (cells is null || !Hashed(cells).SequenceEqual(_cells)))
        {
            Question("its columns on the target are not those of the log");
        }
    }

    private void Compare(IReadOnlyList<LoggedCell> cells)
    {
        if (!ReferenceEquals(cells, _last))
        {
            _last = cells;
            var hashed = Hashed(cells);
            var isSame = (_cells is null || hashed.SequenceEqual(_cells))
                && (_recorded is null || hashed.Select(cell => cell.Name).SequenceEqual(_recorded));
            if (!isSame)
            {
                Question("its columns changed without a statement in the log");
            }

            _cells = hashed;
        }
    }

    private static IReadOnlyList<LoggedCell> Hashed(IReadOnlyList<LoggedCell> cells) =>
        [.. cells.Where(cell => cell.IsHashed)];
}
