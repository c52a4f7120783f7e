using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>Reads all definitions of databases.</summary>
internal sealed class CatalogReader(MariaDbSession session)
{
    private const string Doing = "reading the definitions";

    // How far a replay has come is true of this server alone.
    private static readonly string[] SystemDatabases =
        ["information_schema", "mysql", "performance_schema", "sys", Log.Replay.ReplayState.Database];

    /// <summary>The names of the databases that people made, or those asked for.</summary>
    /// <exception cref="MeshException"><c>mariadb-no-database</c>: one that was asked for is not
    /// there.</exception>
    public async Task<IReadOnlyList<string>> DatabasesAsync(
        IReadOnlyList<string>? wanted, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME", Doing, cancellationToken);
        var there = rows.Select(row => row[0]!)
            .Where(name => !SystemDatabases.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (wanted is null)
        {
            return there;
        }

        return wanted.FirstOrDefault(name => !there.Contains(name)) is { } missing
            ? throw new MeshException("mariadb-no-database", session.Address.Location,
                $"there is no database '{missing}' that {session.Address.User} may see",
                "correct the name, or grant the account its privileges", ExitCode.BadInput)
            : wanted;
    }

    /// <summary>All that is defined in a database.</summary>
    public async Task<DatabaseSchema> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var create = await session.QueryAsync(
            $"SHOW CREATE DATABASE {SqlText.Name(name)}", Doing, cancellationToken);
        return new DatabaseSchema
        {
            Name = name,
            Create = create[0][1]!,
            Sequences = await SequencesAsync(name, cancellationToken),
            Tables = await new TableReader(session).ReadAsync(name, withDefinitions: true, cancellationToken),
            Views = await ViewsAsync(name, cancellationToken),
            Routines = await RoutinesAsync(name, cancellationToken),
            Triggers = await TriggersAsync(name, cancellationToken),
            Events = await EventsAsync(name, cancellationToken),
        };
    }

    private async Task<IReadOnlyList<(string Name, string Create)>> SequencesAsync(
        string database, CancellationToken cancellationToken)
    {
        var sequences = new List<(string, string)>();
        foreach (var name in await NamesAsync(
            $"""
            SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_TYPE = 'SEQUENCE' AND TABLE_SCHEMA = {SqlText.Literal(database)} ORDER BY 1
            """, cancellationToken))
        {
            var row = (await session.QueryAsync(
                $"SHOW CREATE SEQUENCE {SqlText.Name(database, name)}", Doing, cancellationToken))[0];
            sequences.Add((name, row[1]!));
        }

        return sequences;
    }

    private async Task<IReadOnlyList<ViewSchema>> ViewsAsync(
        string database, CancellationToken cancellationToken)
    {
        var views = new List<ViewSchema>();
        foreach (var name in await NamesAsync(
            $"""
            SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_TYPE = 'VIEW' AND TABLE_SCHEMA = {SqlText.Literal(database)} ORDER BY 1
            """, cancellationToken))
        {
            var qualified = SqlText.Name(database, name);
            var row = (await session.QueryAsync($"SHOW CREATE VIEW {qualified}", Doing, cancellationToken))[0];
            var code = new CodeObject("VIEW", name, row[1]!, "", row[2]!, row[3]!);
            views.Add(new ViewSchema(database, code, await IsValidAsync(qualified, cancellationToken)));
        }

        return views;
    }

    // Other errors say only that this account may not use what the view uses.
    private async Task<bool> IsValidAsync(string qualified, CancellationToken cancellationToken)
    {
        try
        {
            await session.QueryAsync($"SHOW COLUMNS FROM {qualified}", Doing, cancellationToken);
            return true;
        }
        catch (MeshException error) when (error.InnerException is MySqlConnector.MySqlException inner)
        {
            return inner.ErrorCode != MySqlConnector.MySqlErrorCode.ViewInvalid;
        }
    }

    private async Task<IReadOnlyList<CodeObject>> RoutinesAsync(
        string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES
            WHERE ROUTINE_SCHEMA = {SqlText.Literal(database)}
            ORDER BY FIELD(ROUTINE_TYPE, 'PACKAGE', 'PACKAGE BODY', 'FUNCTION', 'PROCEDURE'), ROUTINE_NAME
            """, Doing, cancellationToken);
        var routines = new List<CodeObject>();
        foreach (var row in rows)
        {
            var (kind, name) = (row[0]!, row[1]!);
            var shown = (await session.QueryAsync(
                $"SHOW CREATE {kind} {SqlText.Name(database, name)}", Doing, cancellationToken))[0];
            routines.Add(new CodeObject(
                kind, name, Body(shown[2], kind, database, name), shown[1]!, shown[3]!, shown[4]!));
        }

        return routines;
    }

    private async Task<IReadOnlyList<CodeObject>> TriggersAsync(
        string database, CancellationToken cancellationToken)
    {
        var triggers = new List<CodeObject>();
        foreach (var name in await NamesAsync(
            $"""
            SELECT TRIGGER_NAME FROM information_schema.TRIGGERS
            WHERE TRIGGER_SCHEMA = {SqlText.Literal(database)}
            ORDER BY EVENT_OBJECT_TABLE, EVENT_MANIPULATION, ACTION_TIMING, ACTION_ORDER
            """, cancellationToken))
        {
            var row = (await session.QueryAsync(
                $"SHOW CREATE TRIGGER {SqlText.Name(database, name)}", Doing, cancellationToken))[0];
            triggers.Add(new CodeObject(
                "TRIGGER", name, Body(row[2], "TRIGGER", database, name), row[1]!, row[3]!, row[4]!));
        }

        return triggers;
    }

    private async Task<IReadOnlyList<CodeObject>> EventsAsync(
        string database, CancellationToken cancellationToken)
    {
        var events = new List<CodeObject>();
        foreach (var name in await NamesAsync(
            $"SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = {SqlText.Literal(database)} ORDER BY 1",
            cancellationToken))
        {
            var row = (await session.QueryAsync(
                $"SHOW CREATE EVENT {SqlText.Name(database, name)}", Doing, cancellationToken))[0];
            events.Add(new CodeObject(
                "EVENT", name, Body(row[3], "EVENT", database, name), row[1]!, row[4]!, row[5]!, row[2]));
        }

        return events;
    }

    // The server shows an empty definition to those who may not see it.
    private string Body(string? create, string kind, string database, string name) =>
        create ?? throw new MeshException("mariadb-privilege-missing", session.Address.Location,
            $"{session.Address.User} may not see the definition of {kind} {database}.{name}",
            "the preflight prints the GRANT statements that this account needs");

    private async Task<IEnumerable<string>> NamesAsync(string sql, CancellationToken cancellationToken) =>
        (await session.QueryAsync(sql, Doing, cancellationToken)).Select(row => row[0]!);
}
