using System.Text.Json;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Aside;

/// <summary>
/// A database of the target that one restore aside has for itself. Tables wait in it, <c>t0</c>, <c>t1</c>
/// and so on, until all of them are compared; then each is renamed into its place. That it is there says
/// that the restore has begun to write, and its table <c>result</c> that all is copied.
/// </summary>
/// <param name="address">The target.</param>
/// <param name="name">The database's name.</param>
public sealed class StagingDatabase(MariaDbAddress address, string name)
{
    private const string Result = "result";
    private const string Doing = "staging the restore";

    /// <summary>What a table is called while it waits.</summary>
    internal static string Waiting(int index) => $"t{index}";

    /// <summary>Those of some tables and views that a server has.</summary>
    /// <exception cref="MeshException">Those of connecting.</exception>
    public static async Task<IReadOnlyList<TableName>> FindAsync(
        MariaDbAddress address, IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(tables);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var found = new List<TableName>();
        foreach (var table in tables)
        {
            if (await IsThereAsync(session, table, cancellationToken))
            {
                found.Add(table);
            }
        }

        return found;
    }

    /// <summary>Tells before anything is done whether a table would have to be replaced.</summary>
    /// <exception cref="MeshException"><c>mariadb-table-exists</c></exception>
    public static async Task RefuseExistingAsync(
        MariaDbAddress address, IReadOnlyList<TableName> tables, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, tables, cancellationToken) is { Count: > 0 } found)
        {
            throw Exists(address, found);
        }
    }

    /// <summary>Whether the restore has begun to write.</summary>
    internal async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        return await ExistsAsync(session, cancellationToken);
    }

    /// <summary>Says that the restore begins to write.</summary>
    internal async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await session.ExecuteAsync(
            $"CREATE DATABASE IF NOT EXISTS {SqlText.Name(name)}", Doing, cancellationToken);
    }

    /// <summary>What the restore has done; null where it has not copied and compared everything.</summary>
    internal async Task<AsideResult?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        if (!await IsThereAsync(session, new TableName(name, Result), cancellationToken))
        {
            return null;
        }

        var text = await session.ScalarAsync(
            $"SELECT said FROM {SqlText.Name(name, Result)}", Doing, cancellationToken);
        return text is null ? null : JsonSerializer.Deserialize<AsideResult>(text);
    }

    /// <summary>Says that everything is copied and compared.</summary>
    internal async Task WriteAsync(AsideResult result, CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await session.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {SqlText.Name(name, Result)} (said LONGTEXT CHARACTER SET utf8mb4)",
            Doing, cancellationToken);
        await session.ExecuteAsync(
            $"INSERT INTO {SqlText.Name(name, Result)} VALUES ({SqlText.Literal(JsonSerializer.Serialize(result))})",
            Doing, cancellationToken);
    }

    /// <summary>
    /// Renames the tables that wait into their places, whose databases it makes where they are not there, and
    /// removes the staging database. Done again, it goes
    /// on where it was cut off.
    /// </summary>
    /// <param name="tables">Where they go, in the order in which they were copied.</param>
    /// <param name="overwrite">Whether tables that are there are dropped.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>mariadb-table-exists</c>: it has been made meanwhile.</exception>
    public async Task PlaceAsync(
        IReadOnlyList<TableName> tables, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tables);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        if (!await ExistsAsync(session, cancellationToken))
        {
            return;
        }

        // Keys of other tables that point to a table which is replaced stay, and mean the new one.
        await session.ExecuteAsync("SET SESSION foreign_key_checks=0", Doing, cancellationToken);
        for (var i = 0; i < tables.Count; i++)
        {
            var waiting = new TableName(name, Waiting(i));
            if (await IsThereAsync(session, waiting, cancellationToken))
            {
                await PlaceAsync(session, waiting, tables[i], overwrite, cancellationToken);
            }
        }

        await DropAsync(session, cancellationToken);
    }

    /// <summary>Removes it with all that is in it.</summary>
    internal async Task DropAsync(CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await DropAsync(session, cancellationToken);
    }

    private Task<int> DropAsync(MariaDbSession session, CancellationToken cancellationToken) =>
        session.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Name(name)}", Doing, cancellationToken);

    private async Task PlaceAsync(
        MariaDbSession session,
        TableName waiting,
        TableName table,
        bool overwrite,
        CancellationToken cancellationToken)
    {
        var qualified = SqlText.Name(table.Database, table.Name);
        var doing = $"putting {table} in place";
        if (await IsThereAsync(session, table, cancellationToken))
        {
            if (!overwrite)
            {
                throw Exists(address, [table]);
            }

            await session.ExecuteAsync($"DROP TABLE {qualified}", doing, cancellationToken);
        }

        await session.ExecuteAsync(
            $"CREATE DATABASE IF NOT EXISTS {SqlText.Name(table.Database)}", doing, cancellationToken);
        await session.ExecuteAsync(
            $"RENAME TABLE {SqlText.Name(waiting.Database, waiting.Name)} TO {qualified}",
            doing,
            cancellationToken);
    }

    private async Task<bool> ExistsAsync(MariaDbSession session, CancellationToken cancellationToken) =>
        await session.ScalarAsync(
            $"SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {SqlText.Literal(name)}",
            Doing, cancellationToken) is not null;

    private static async Task<bool> IsThereAsync(
        MariaDbSession session, TableName table, CancellationToken cancellationToken) =>
        await session.ScalarAsync(
            $"""
            SELECT 1 FROM information_schema.TABLES
            WHERE TABLE_SCHEMA = {SqlText.Literal(table.Database)}
              AND TABLE_NAME = {SqlText.Literal(table.Name)}
            """, Doing, cancellationToken) is not null;

    private static MeshException Exists(MariaDbAddress address, IReadOnlyList<TableName> tables) => new(
        "mariadb-table-exists", address.Location,
        $"{string.Join(", ", tables)} is there already and would be replaced",
        "give the restored table another name (--as DATABASE.TABLE), or say that it may be replaced (--overwrite)",
        ExitCode.BadInput);
}
