using System.Globalization;
using Mesh.Domain.Sites;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>Reads how a server is, from the server.</summary>
internal static class FactsReader
{
    /// <summary>Where the server holds what replicates, and whether it takes writes.</summary>
    private const string Basics = """
        SELECT @@global.read_only, @@global.tx_read_only, @@global.gtid_current_pos
        """;

    public static async Task<DatabaseFacts> ReadAsync(
        SiteServer server, MariaDbSession session, CancellationToken cancellationToken)
    {
        var row = (await session.QueryAsync(Basics, "reading the role", cancellationToken))[0];
        var replica = await ReplicaStatus.ReadAsync(session, cancellationToken);
        var semiSync = await SemiSync.ReadAsync(session, cancellationToken);
        var role = row[0] is "0" or "OFF" ? DatabaseRole.Primary
            : IsFenced(server, replica, row[1]) ? DatabaseRole.Fenced
            : DatabaseRole.Replica;
        if (replica is not null)
        {
            await server.SightPrimaryAsync(session, replica, cancellationToken);
        }

        return new DatabaseFacts(role, server.Time.GetUtcNow())
        {
            Applied = row[2] ?? "",
            Received = role == DatabaseRole.Primary ? "" : replica?.Received ?? "",
            Lag = role == DatabaseRole.Primary ? null : replica?.Lag,
            NewestCommit = await Heartbeat.ReadAsync(session, cancellationToken),
            LosesNothing = role switch
            {
                DatabaseRole.Primary => semiSync.LosesNothing,
                DatabaseRole.Replica => server.Memory.Now.Seen?.LosesNothing ?? false,
                _ => false,
            },
            Connected = role == DatabaseRole.Primary ? semiSync.Standbys > 0 : replica?.Receives ?? false,
        };
    }

    private static bool IsFenced(SiteServer server, ReplicaStatus? replica, string? transactionReadOnly) =>
        transactionReadOnly is "1" or "ON"
        && replica is not { Applies: true } and not { Receives: true }
        && server.File.Says(ServerRole.Fenced);

    /// <summary>A GTID position of the server.</summary>
    public static async Task<GtidSet> PositionAsync(
        MariaDbSession session, string variable, CancellationToken cancellationToken) =>
        GtidSet.Parse(await session.ScalarAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT @@global.{variable}"),
            "reading a GTID position", cancellationToken));
}
