using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Log.Advancing;

/// <summary>
/// Carries the fingerprints of a dump forward by the log, in one pass and without its source: written rows
/// are added, deleted ones taken away. Where the log does not tell exactly what a table holds, that is said
/// of the table instead. Two segments are in memory at a time.
/// </summary>
internal sealed class LogFingerprints
{
    private readonly LogChain _chain;
    private readonly TargetSchema _target;
    private readonly KnownTables _tables;
    private readonly GroupChanges _group;
    private readonly RowHasher _hasher;

    /// <param name="chain">The log.</param>
    /// <param name="record">Of the full backup that the log goes on from.</param>
    /// <param name="target">The definitions at the end of what is read.</param>
    public LogFingerprints(LogChain chain, DumpRecord record, TargetSchema target)
    {
        _chain = chain;
        _target = target;
        _tables = new KnownTables(record);
        _hasher = new RowHasher(Convert.FromHexString(record.FingerprintKey));
        _group = new GroupChanges(new LoggedTables(target, _hasher), _tables);
    }

    /// <summary>What the tables hold at the plan's cut.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>damaged-segment</c>, <c>damaged-log</c></exception>
    public async Task<ExpectedTables> RunAsync(ReplayPlan plan, CancellationToken cancellationToken)
    {
        var reader = new ChangeReader(_group, plan.From, plan.Cut);
        var segments = plan.Segments.Where(segment => segment.From < plan.Cut).ToList();
        var next = segments.Count > 0 ? ReadAsync(segments[0], cancellationToken) : null;
        for (var i = 0; i < segments.Count; i++)
        {
            var content = await next!;
            next = i + 1 < segments.Count ? ReadAsync(segments[i + 1], cancellationToken) : null;
            cancellationToken.ThrowIfCancellationRequested();
            reader.Read(segments[i], content);
        }

        return Expect();
    }

    // The next segment is fetched and opened while one is read.
    private Task<ReadOnlyMemory<byte>> ReadAsync(LogSegment segment, CancellationToken cancellationToken) =>
        Task.Run(() => _chain.ReadAsync(segment, cancellationToken), cancellationToken);

    private ExpectedTables Expect()
    {
        var cascades = Cascades.Find(_tables, _target.Keys);
        var expected = new Dictionary<TableName, ExpectedTable>();
        foreach (var (name, life) in _tables.Lives)
        {
            if (life.IsListed || !_target.Sequences.Contains(name))
            {
                expected.Add(name, Expect(name, life, cascades.GetValueOrDefault(name)));
            }
        }

        return new ExpectedTables(expected, _tables.Gone, _tables.Databases, _group.RowChanges);
    }

    private ExpectedTable Expect(TableName name, TableLife life, ForeignKey? cascade)
    {
        var table = _target.Tables.GetValueOrDefault(name);
        if (table is not null && life is { Map: { } map, Doubt: null })
        {
            life.CompareWith(CellFit.Find(LoggedColumn.Of(map), table.Columns));
        }

        var reason = Reason(table) ?? life.Doubt ?? (cascade is null
            ? null
            : $"foreign key cascades are not in the log ({cascade.Name}, from {cascade.Parent})");
        return new ExpectedTable(
            reason is null ? life.Fingerprint : null, reason ?? "", life.MayBeGone, life.HasUncheckedRows);
    }

    // What no log could tell of such a table.
    private static string? Reason(TargetTable? table) => table switch
    {
        { Schema.IsVersioned: true } => "it is system-versioned: its history is neither in the dump nor compared",
        { HasOwnRows: false } => $"its engine is {table.Schema.Engine}, whose rows may be elsewhere",
        _ => null,
    };
}
