using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log.Advancing.Rows;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>
/// How lost transactions can be taken back by their row images, or why they cannot. Only what the log tells
/// in full is: changes of rows in tables with transactions, which reach no others by foreign keys.
/// </summary>
internal sealed class UndoPlan
{
    private const long MostBytes = 256L << 20;

    private readonly List<(byte[] FileHeader, IReadOnlyList<LogEvent> Events)> _inverse = [];
    private readonly Dictionary<TableName, (TargetTable Table, TableFingerprint Change)> _tables = [];
    private long _bytes;

    private UndoPlan()
    {
    }

    /// <summary>Why not, as a clause; empty where it can be done.</summary>
    public string Obstacle { get; private set; } = "";

    /// <summary>The inverse statements, in the order in which they are to be done.</summary>
    public IEnumerable<(byte[] FileHeader, IReadOnlyList<LogEvent> Events)> Inverse =>
        Enumerable.Reverse(_inverse);

    /// <summary>What the lost transactions did to each table.</summary>
    public IReadOnlyCollection<(TargetTable Table, TableFingerprint Change)> Tables => _tables.Values;

    /// <param name="survey">Of the log.</param>
    /// <param name="schema">The definitions now.</param>
    /// <param name="key">Keys the fingerprints: 16 bytes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="Domain.Errors.MeshException">The log could not be read.</exception>
    public static async Task<UndoPlan> OfAsync(
        LostSurvey survey, LostSchema schema, byte[] key, CancellationToken cancellationToken)
    {
        var plan = new UndoPlan
        {
            Obstacle = survey.Log.Purged.Count > 0
                    ? $"its log does not have {string.Join(", ", survey.Log.Purged)} any more"
                : !survey.IsEnd ? "its log has transactions of both servers behind them"
                : survey.NewestKept is null ? "its log shows no transaction that both servers have"
                : "",
        };
        var hasher = new RowHasher(key);
        if (plan.Obstacle.Length == 0)
        {
            await foreach (var next in new LostReader(survey, schema).ReadAsync(cancellationToken))
            {
                plan.Add(next, schema, hasher);
                if (plan.Obstacle.Length > 0)
                {
                    break;
                }
            }
        }

        return plan;
    }

    private void Add(LostTransaction next, LostSchema schema, RowHasher hasher)
    {
        var reason = next.Unwritten.Length > 0 ? $"is {next.Unwritten}"
            : next.Parts.FirstOrDefault(ChangesByItself) is LostPart.Statement statement
                ? $"has a statement ({statement.Query.Excerpt()})"
            : "";
        foreach (var part in next.Parts.OfType<LostPart.Rows>())
        {
            reason = reason.Length > 0 ? reason : Reason(part, schema);
            if (reason.Length == 0)
            {
                Add(next.Group.FileHeader, part, hasher);
            }
        }

        reason = reason.Length == 0 && !GroupKind.IsTransaction(next.Group)
            ? "changes what has no transactions"
            : reason;
        Obstacle = reason.Length > 0 ? $"transaction {next.Gtid} {reason}"
            : _bytes > MostBytes ? $"they have more than {MostBytes >> 20} MiB in the log"
            : "";
    }

    // A savepoint does not: what was rolled back to it is not in the log, unless it could not be.
    private static bool ChangesByItself(LostPart part) =>
        part is LostPart.Statement statement
        && !statement.Query.Statement.Span.StartsWith("SAVEPOINT "u8);

    // Triggers are of no matter: neither the log's events nor their inverse set any off.
    private static string Reason(LostPart.Rows part, LostSchema schema)
    {
        foreach (var table in part.Tables.Values)
        {
            if (table.Target is null || table.Target.Schema.IsVersioned)
            {
                return $"changes {table.Name}: {table.Doubt}";
            }

            if (!table.Target.Schema.IsTransactional || !table.Target.HasOwnRows)
            {
                return $"changes {table.Name}, whose engine is {table.Target.Schema.Engine}";
            }

            if (schema.Carries(table.Name))
            {
                return $"changes {table.Name}, to which a foreign key points that changes rows itself";
            }
        }

        return part.Doubt.Contains("binlog_row_image", StringComparison.Ordinal)
            ? "has rows without all columns (binlog_row_image)"
            : "";
    }

    private void Add(byte[] fileHeader, LostPart.Rows part, RowHasher hasher)
    {
        foreach (var each in part.Events.Where(each => each.Type.IsRows()))
        {
            var rows = RowsEvent.Parse(each);
            var table = part.Tables[rows.TableId];
            var change = new RowImages(table.Cells, hasher).Change(each.Type, rows, out _);
            var known = _tables.GetValueOrDefault(table.Name);
            _tables[table.Name] = (table.Target!, known.Change + change);
        }

        _inverse.Add((fileHeader, [.. RowInverse.Of(part)]));
        _bytes += part.Events.Sum(each => (long)each.Bytes.Length);
    }
}
