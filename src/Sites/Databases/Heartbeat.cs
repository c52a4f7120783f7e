using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>
/// A row in a table of our own that a primary's agent renews: what tells a replica, whose positions carry no
/// time, up to when it holds everything.
/// </summary>
internal static class Heartbeat
{
    private const int NoSuchTable = 1146;
    private const int NoSuchDatabase = 1049;

    /// <summary>Renews it, and makes the table where it is missing.</summary>
    public static async Task BeatAsync(
        MariaDbSession session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var at = now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
        var beat = $"REPLACE INTO mesh.heartbeat (id, at) VALUES (1, '{at}')";
        const string doing = "renewing the heartbeat";
        try
        {
            await session.ExecuteAsync(beat, doing, cancellationToken);
        }
        catch (MeshException error) when (IsMissing(error))
        {
            await session.ExecuteAsync("CREATE DATABASE IF NOT EXISTS mesh", doing, cancellationToken);
            await session.ExecuteAsync(
                "CREATE TABLE IF NOT EXISTS mesh.heartbeat "
                + "(id TINYINT PRIMARY KEY, at DATETIME(6) NOT NULL) ENGINE=InnoDB",
                doing, cancellationToken);
            await session.ExecuteAsync(beat, doing, cancellationToken);
        }
    }

    /// <summary>When it was renewed last, as far as this server holds it; null where it never was.</summary>
    public static async Task<DateTimeOffset?> ReadAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        try
        {
            var at = await session.ScalarAsync(
                "SELECT DATE_FORMAT(at, '%Y-%m-%dT%H:%i:%s.%fZ') FROM mesh.heartbeat WHERE id = 1",
                "reading the heartbeat", cancellationToken);
            return at is null ? null : DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        }
        catch (MeshException error) when (IsMissing(error))
        {
            return null;
        }
    }

    private static bool IsMissing(MeshException error) =>
        MariaDbErrors.NumberOf(error) is NoSuchTable or NoSuchDatabase;
}
