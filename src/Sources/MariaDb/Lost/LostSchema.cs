using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>The definitions of the server that has the lost transactions, as they are now.</summary>
/// <param name="Tables">Tables, sequences and foreign keys.</param>
/// <param name="WithTriggers">The tables that have triggers.</param>
internal sealed record LostSchema(TargetSchema Tables, IReadOnlySet<TableName> WithTriggers)
{
    public static async Task<LostSchema> ReadAsync(
        MariaDbAddress address, CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var tables = await TargetSchema.ReadAsync(session, cancellationToken);
        var triggers = await session.QueryAsync(
            "SELECT DISTINCT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE FROM information_schema.TRIGGERS",
            "reading which tables have triggers", cancellationToken);
        return new LostSchema(tables, triggers.Select(row => new TableName(row[0]!, row[1]!)).ToHashSet());
    }

    /// <summary>Whether a foreign key changes rows of another table with this one's, which no log
    /// tells.</summary>
    public bool Carries(TableName parent) =>
        Tables.Keys.Any(key => key.Parent.IsLike(parent) && key.Carries(updated: true, deleted: true));
}
