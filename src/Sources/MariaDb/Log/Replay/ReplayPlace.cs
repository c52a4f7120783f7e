using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Where a server is in a log, as the replay has noted it on the server itself.</summary>
public static class ReplayPlace
{
    private const string Doing = "looking how far the replay is";

    /// <summary>Everything up to there is applied; null where no replay of the log has begun.</summary>
    /// <exception cref="MeshException"><c>replay-unfinished</c>: a change is under way, or was cut off.
    /// </exception>
    public static async Task<LogPosition?> FindAsync(
        MariaDbAddress address, string stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(stream);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var tables = await session.QueryAsync(ReplayState.FindTable, Doing, cancellationToken);
        if (tables.Count == 0)
        {
            return null;
        }

        var rows = await session.QueryAsync(
            $"SELECT file, place, pending FROM {ReplayState.Table} WHERE stream = {SqlText.Literal(stream)}",
            Doing, cancellationToken);
        if (rows.Count == 0)
        {
            return null;
        }

        var row = rows[0];
        return row[2]!.Length == 0
            ? new LogPosition(row[0]!, long.Parse(row[1]!, CultureInfo.InvariantCulture))
            : throw new MeshException("replay-unfinished", $"log {stream} on {address}",
                $"the replay was interrupted in transaction {row[2]}", "run the replay to its end, then verify");
    }
}
