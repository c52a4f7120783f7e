using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>How a group has to be applied.</summary>
internal static class GroupKind
{
    /// <summary>Whether it can share a transaction with its position and with other groups: its changes are
    /// of rows in transactional tables.</summary>
    public static bool IsTransaction(LogGroup group) =>
        !group.Head.IsStandalone
        && group.Head.Flags.HasFlag(GtidFlags.Transactional)
        && !EndsWithRollback(group)
        && !Statements(group).Any(CommitsByItself);

    /// <summary>Whether a change of the target's schema shows that its statements were run.</summary>
    public static bool ShowsInSchema(LogGroup group) =>
        Statements(group).Any()
        && (group.Head.Flags.HasFlag(GtidFlags.Ddl) || group.Head.Flags.HasFlag(GtidFlags.Transactional));

    public static bool EndsWithRollback(LogGroup group) =>
        group.Events[^1] is { Type: EventType.Query } last && QueryEvent.Parse(last).IsRollback;

    /// <summary>The statements in it, without those that only end it.</summary>
    public static IEnumerable<LogEvent> Statements(LogGroup group) =>
        group.Events.Where(each => each.Type == EventType.Query
            && QueryEvent.Parse(each) is { IsCommit: false, IsRollback: false });

    /// <summary>Whether a statement sets a savepoint or goes back to one, and so means something within its
    /// transaction only.</summary>
    public static bool IsOfSavepoint(LogEvent statement)
    {
        var text = QueryEvent.Parse(statement).Statement.Span;
        return text.StartsWith("SAVEPOINT "u8) || text.StartsWith("ROLLBACK TO "u8);
    }

    /// <exception cref="MeshException"><c>replay-unsupported</c>: it has something that Mesh cannot
    /// apply.</exception>
    public static void RequireKnown(LogGroup group)
    {
        if (Unknown(group) is { } what)
        {
            throw new MeshException("replay-unsupported", $"transaction {group.Gtid} at {group.From}",
                $"it is {what}, which Mesh does not apply",
                "replay to just before it, then apply the exported log from there with mariadb-binlog");
        }
    }

    /// <summary>What a group is that Mesh cannot apply; null for all others.</summary>
    public static string? Unknown(LogGroup group) =>
        (group.Head.Flags & (GtidFlags.PreparedXa | GtidFlags.CompletedXa)) != 0
            ? "an XA transaction"
            : group.Events.Select(each => Unknown(each.Type)).FirstOrDefault(each => each is not null);

    // In a transaction the log has this one only: CREATE TABLE ... SELECT, whose rows come behind it.
    private static bool CommitsByItself(LogEvent statement) =>
        QueryEvent.Parse(statement).Statement.Span.StartsWith("CREATE "u8);

    private static string? Unknown(EventType type) => type switch
    {
        _ when type.IsCompressed() => "compressed (log_bin_compress)",
        EventType.IntVar or EventType.Rand or EventType.UserVar => "logged as a statement (binlog_format is not ROW)",
        EventType.XaPrepare => "an XA transaction",
        EventType.Gtid or EventType.Query or EventType.Xid => null,
        EventType.TableMap or EventType.AnnotateRows => null,
        _ when type.IsRows() => null,
        _ => $"of type {(int)type}",
    };
}
