using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Aside;

/// <summary>Takes tables of a scratch server out of their databases, so that they stand alone.</summary>
/// <param name="session">The scratch server.</param>
/// <param name="database">The database that takes them.</param>
/// <param name="moment">For errors: which state the scratch server is in.</param>
internal sealed class SetAside(MariaDbSession session, string database, string moment)
{
    private const string Doing = "taking tables out of the scratch server's databases";

    /// <summary>
    /// Moves them. Foreign keys and triggers, which mean other tables, do not come along.
    /// </summary>
    /// <returns>What was left out, for people.</returns>
    /// <exception cref="MeshException"><c>mariadb-no-table</c></exception>
    public async Task<IReadOnlyList<string>> MoveAsync(
        IReadOnlyList<AsideTable> tables, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        foreach (var table in tables)
        {
            await RequireAsync(table.From, cancellationToken);
        }

        await session.ExecuteAsync("SET SESSION foreign_key_checks=0", Doing, cancellationToken);
        await session.ExecuteAsync($"CREATE DATABASE {SqlText.Name(database)}", Doing, cancellationToken);
        for (var i = 0; i < tables.Count; i++)
        {
            notes.AddRange(await DropTriggersAsync(tables[i].From, cancellationToken));
            notes.AddRange(await DropKeysAsync(tables[i].From, cancellationToken));
            await session.ExecuteAsync(
                $"RENAME TABLE {Qualified(tables[i].From)}"
                + $" TO {SqlText.Name(database, StagingDatabase.Waiting(i))}",
                Doing,
                cancellationToken);
        }

        return notes;
    }

    private async Task RequireAsync(TableName table, CancellationToken cancellationToken)
    {
        var kind = await session.ScalarAsync(
            $"SELECT TABLE_TYPE FROM information_schema.TABLES WHERE {Of("TABLE_SCHEMA", "TABLE_NAME", table)}",
            Doing, cancellationToken);
        if (kind is not ("BASE TABLE" or "SYSTEM VERSIONED"))
        {
            throw new MeshException("mariadb-no-table", table.ToString(),
                kind is null ? $"there is no such table {moment}" : $"it is a {kind} and no table",
                "correct the name, or choose another moment", ExitCode.BadInput);
        }
    }

    private async Task<IReadOnlyList<string>> DropTriggersAsync(
        TableName table, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS "
            + $"WHERE {Of("EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE", table)} ORDER BY 1",
            Doing, cancellationToken);
        foreach (var row in rows)
        {
            await session.ExecuteAsync(
                $"DROP TRIGGER {SqlText.Name(table.Database, row[0]!)}", Doing, cancellationToken);
        }

        return [.. rows.Select(row => $"{table}: its trigger {row[0]} was left out")];
    }

    private async Task<IReadOnlyList<string>> DropKeysAsync(
        TableName table, CancellationToken cancellationToken)
    {
        var create = (await session.QueryAsync(
            $"SHOW CREATE TABLE {Qualified(table)}", Doing, cancellationToken))[0][1]!;
        var names = await session.QueryAsync(
            "SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS "
            + $"WHERE {Of("CONSTRAINT_SCHEMA", "TABLE_NAME", table)} ORDER BY 1",
            Doing, cancellationToken);
        var notes = new List<string>();
        foreach (var row in names)
        {
            var name = SqlText.Name(row[0]!);
            var key = create.Split('\n').Select(line => line.Trim().TrimEnd(','))
                .FirstOrDefault(line => line.StartsWith($"CONSTRAINT {name} ", StringComparison.Ordinal));
            await session.ExecuteAsync(
                $"ALTER TABLE {Qualified(table)} DROP FOREIGN KEY {name}", Doing, cancellationToken);
            notes.Add($"{table}: its foreign key was left out: {key ?? name}");
        }

        return notes;
    }

    private static string Qualified(TableName table) => SqlText.Name(table.Database, table.Name);

    private static string Of(string schema, string name, TableName table) =>
        $"{schema} = {SqlText.Literal(table.Database)} AND {name} = {SqlText.Literal(table.Name)}";
}
