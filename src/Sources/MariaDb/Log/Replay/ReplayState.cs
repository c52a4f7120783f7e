using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>
/// The row on the target that says how far a log has been applied. It is changed in the transaction that
/// applies, so that both happen or neither; before what cannot be in a transaction, it says what is about to
/// happen.
/// </summary>
/// <param name="Position">Everything up to here is applied.</param>
/// <param name="Pending">The GTID of what was begun outside of a transaction; empty normally.</param>
/// <param name="Print">The target's schema before <paramref name="Pending"/>; empty where that would not
/// tell.</param>
internal sealed record ReplayState(LogPosition Position, string Pending, string Print)
{
    public const string Database = "mesh_replay";

    public const string Table = $"`{Database}`.`position`";

    /// <summary>A query with a row if the table is there.</summary>
    public const string FindTable =
        $"SELECT 1 FROM information_schema.tables WHERE table_schema = '{Database}' AND table_name = 'position'";

    /// <summary>Reads the row; makes it where there is none.</summary>
    public static async Task<ReplayState> OpenAsync(
        ServerConnection target, string stream, LogPosition start, CancellationToken cancellationToken)
    {
        await target.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{Database}`", cancellationToken);
        await target.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS {Table} (
              stream VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
              file VARCHAR(200) CHARACTER SET ascii NOT NULL, place BIGINT NOT NULL,
              gtid VARCHAR(64) CHARACTER SET ascii NOT NULL, pending VARCHAR(64) CHARACTER SET ascii NOT NULL,
              print VARCHAR(64) CHARACTER SET ascii NOT NULL) ENGINE=InnoDB
            """,
            cancellationToken);
        await target.ExecuteAsync(
            $"INSERT IGNORE INTO {Table} VALUES ('{stream}', '{start.File}', {start.Offset}, '', '', '')",
            cancellationToken);
        var row = (await target.QueryAsync(
            $"SELECT file, place, pending, print FROM {Table} WHERE stream = '{stream}'", cancellationToken))[0];
        return new ReplayState(
            new LogPosition(row[0]!, long.Parse(row[1]!, CultureInfo.InvariantCulture)), row[2]!, row[3]!);
    }

    /// <summary>How far each log has been applied, by its name; none where none was.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FindAllAsync(
        ServerConnection target, CancellationToken cancellationToken)
    {
        if ((await target.QueryAsync(FindTable, cancellationToken)).Count == 0)
        {
            return new Dictionary<string, string>();
        }

        var rows = await target.QueryAsync($"SELECT stream, file, place FROM {Table}", cancellationToken);
        return rows.ToDictionary(
            row => row[0]!,
            row => new LogPosition(row[1]!, long.Parse(row[2]!, CultureInfo.InvariantCulture)).ToString(),
            StringComparer.Ordinal);
    }

    /// <summary>Removes the row where there is one.</summary>
    public static async Task ForgetAsync(
        ServerConnection target, string stream, CancellationToken cancellationToken)
    {
        var tables = await target.QueryAsync(FindTable, cancellationToken);
        if (tables.Count > 0)
        {
            await target.ExecuteAsync(
                $"DELETE FROM {Table} WHERE stream = '{stream}'", cancellationToken);
        }
    }

    /// <summary>The statement that says: applied up to here.</summary>
    public static string Applied(string stream, LogPosition position, string gtid) =>
        $"UPDATE {Table} SET file = '{position.File}', place = {position.Offset}, gtid = '{gtid}', "
        + $"pending = '', print = '' WHERE stream = '{stream}'";

    /// <summary>The statement that says: this begins now.</summary>
    public static string Begins(string stream, string gtid, string print) =>
        $"UPDATE {Table} SET pending = '{gtid}', print = '{print}' WHERE stream = '{stream}'";

    /// <summary>Keeps other replays of the log off the target, as long as the connection lives.</summary>
    /// <exception cref="MeshException"><c>replay-running</c></exception>
    public static async Task LockAsync(
        ServerConnection target, string stream, TimeSpan wait, CancellationToken cancellationToken)
    {
        // Names of locks have at most 64 characters.
        var rows = await target.QueryAsync(
            $"SELECT GET_LOCK(CONCAT('{Database}:', MD5('{stream}')), {(int)wait.TotalSeconds})", cancellationToken);
        if (rows[0][0] != "1")
        {
            throw new MeshException("replay-running", $"log {stream} on {target.Subject}",
                "another replay of this log holds the target", "wait for it, or end it");
        }
    }
}
