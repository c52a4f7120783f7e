using System.Globalization;
using System.Text;
using Mesh.Runtime.Durable.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>The reading statements.</summary>
internal static class InstanceReads
{
    private const string Columns =
        "id, name, execution, next_sequence, status, created, updated, start_at, input, output, "
        + "custom_status, failure, parent, set_aside";

    public static InstanceRow? Find(SqliteSession session, string instance) =>
        session.Query($"select {Columns} from instances where id = @0", Row, instance).SingleOrDefault();

    public static StoredInstance? Load(SqliteSession session, string instance)
    {
        if (Find(session, instance) is not { } row)
        {
            return null;
        }

        var expected = 0L;
        var events = session.Query(
            """
            select sequence, type, payload from history
            where instance = @0 and execution = @1 order by sequence
            """,
            reader => reader.GetInt64(0) == expected++
                ? new StoredEvent(reader.GetInt32(1), reader.GetFieldValue<byte[]>(2))
                : throw new CorruptHistoryException(instance, $"event {expected - 1} is missing"),
            instance,
            row.Execution);
        return events.Count == row.NextSequence
            ? new StoredInstance(row, events)
            : throw new CorruptHistoryException(
                instance, $"its history has {events.Count} events where {row.NextSequence} were recorded");
    }

    public static List<InboxRow> Inbox(SqliteSession session, string instance) => session.Query(
        "select number, payload from inbox where instance = @0 order by number",
        reader => new InboxRow(
            reader.GetInt64(0), HistoryCodec.DecodeMessage(instance, reader.GetFieldValue<byte[]>(1))),
        instance);

    public static List<InstanceRow> Query(
        SqliteSession session, InstanceFilter filter, string? after, int limit)
    {
        var arguments = new List<object?> { after ?? string.Empty, limit };
        var where = Condition(filter, arguments);
        return session.Query(
            $"select {Columns} from instances where id > @0{where} order by id limit @1",
            Row,
            [.. arguments]);
    }

    /// <summary>The filter as conditions to be added to others, its values added to the arguments.</summary>
    public static string Condition(InstanceFilter filter, List<object?> arguments)
    {
        var where = new StringBuilder();
        void Add(string condition, object value)
        {
            where.Append(CultureInfo.InvariantCulture, $" and {condition} @{arguments.Count}");
            arguments.Add(value);
        }

        if (filter.CreatedFrom is { } from)
        {
            Add("created >=", from);
        }

        if (filter.CreatedTo is { } to)
        {
            Add("created <=", to);
        }

        if (filter.IdPrefix is { Length: > 0 } prefix)
        {
            // The first condition lets the key's order help; the second is exact.
            Add("id >=", prefix);
            Add($"substr(id, 1, {prefix.EnumerateRunes().Count()}) =", prefix);
        }

        if (filter.Statuses is { Count: > 0 } statuses)
        {
            where.Append(" and status in (");
            where.AppendJoin(", ", statuses.Select(status => (int)status)).Append(')');
        }

        return where.ToString();
    }

    public static List<InstanceRow> ListSetAside(SqliteSession session) => session.Query(
        $"""
        select {Columns} from instances
        where status in (0, 6, 7) and set_aside is not null order by id
        """,
        Row);

    public static List<string> ListUnfinished(SqliteSession session) => session.Query(
        "select id from instances where status in (0, 6, 7) and set_aside is null order by id",
        reader => reader.GetString(0));

    public static List<TimerRow> ListTimers(SqliteSession session) => session.Query(
        "select instance, execution, id, due from timers",
        reader => new TimerRow(reader.GetString(0), reader.GetInt64(1), reader.GetInt32(2), Time(reader, 3)));

    private static InstanceRow Row(SqliteDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.GetInt64(3),
        (OrchestrationRuntimeStatus)reader.GetInt32(4),
        Time(reader, 5),
        Time(reader, 6),
        reader.IsDBNull(7) ? null : Time(reader, 7),
        Text(reader, 8),
        Text(reader, 9),
        Text(reader, 10),
        Text(reader, 11),
        Text(reader, 12),
        Text(reader, 13));

    private static DateTime Time(SqliteDataReader reader, int column) =>
        new(reader.GetInt64(column), DateTimeKind.Utc);

    private static string? Text(SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);
}
