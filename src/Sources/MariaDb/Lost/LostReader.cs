using System.Runtime.CompilerServices;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>Reads the lost transactions, one at a time.</summary>
internal sealed class LostReader(LostSurvey survey, LostSchema schema)
{
    private int _group = -1;

    /// <summary>All of them, in the log's order.</summary>
    /// <exception cref="DamagedLogException">The log is damaged.</exception>
    public async IAsyncEnumerable<LostTransaction> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _group = -1;
        await foreach (var group in survey.Log.ReadAsync(cancellationToken))
        {
            if (survey.Log.IsLost(group.Gtid))
            {
                _group++;
                yield return Read(group);
            }
        }
    }

    private LostTransaction Read(LogGroup group)
    {
        try
        {
            var unwritten = GroupKind.Unknown(group) ?? "";
            var parts = unwritten.Length == 0 ? Parts(group).ToList() : [];
            var failed = parts.OfType<LostPart.Statement>().FirstOrDefault(part => part.Query.ErrorCode != 0);
            return new LostTransaction(
                group,
                parts,
                failed is null ? unwritten : $"a statement that ended with error {failed.Query.ErrorCode}")
            {
                IsHeartbeat = LostGroups.IsHeartbeat(group),
            };
        }
        catch (FormatException error)
        {
            throw new DamagedLogException($"transaction {group.Gtid} at {group.From}", error.Message, error);
        }
    }

    private IEnumerable<LostPart> Parts(LogGroup group)
    {
        var events = new List<LogEvent>();
        foreach (var next in group.Events)
        {
            if (next.Type == EventType.TableMap || next.Type.IsRows())
            {
                events.Add(next);
                if (next.Type.IsRows() && (RowsEvent.Parse(next).Flags & RowsEvent.EndOfStatement) != 0)
                {
                    yield return Rows(events);
                    events = [];
                }
            }
            else if (next.Type == EventType.Query
                && QueryEvent.Parse(next) is { IsCommit: false, IsRollback: false } query)
            {
                yield return new LostPart.Statement(next, query);
            }
        }
    }

    private LostPart.Rows Rows(IReadOnlyList<LogEvent> events)
    {
        var tables = new Dictionary<ulong, LostTable>();
        var changes = new List<LostChange>();
        var doubt = "";
        ushort flags = 0;
        foreach (var next in events)
        {
            if (next.Type == EventType.TableMap)
            {
                var map = TableMapEvent.Parse(next);
                tables[map.TableId] = LostTable.Of(map, schema, survey.Statements, _group);
                continue;
            }

            var rows = RowsEvent.Parse(next);
            flags |= rows.Flags;
            if (!tables.TryGetValue(rows.TableId, out var table))
            {
                throw new FormatException("rows belong to no table");
            }

            doubt = doubt.Length > 0 ? doubt : Doubt(next.Type, rows, table, changes);
        }

        return new LostPart.Rows(events, changes, doubt) { Flags = flags, Tables = tables };
    }

    private static string Doubt(EventType type, RowsEvent rows, LostTable table, List<LostChange> changes)
    {
        try
        {
            changes.AddRange(LostRows.Read(type, rows, table));
            return table.Doubt.Length > 0 ? $"{table.Name}: {table.Doubt}" : "";
        }
        catch (FormatException error)
        {
            return $"{table.Name}: {error.Message}";
        }
    }
}
