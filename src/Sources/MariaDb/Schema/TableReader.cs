using System.Globalization;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>Reads what the server says of its tables.</summary>
internal sealed class TableReader(MariaDbSession session)
{
    private const string Doing = "reading the tables' definitions";

    /// <summary>The tables of a database, by name.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="withDefinitions">Whether to fill <see cref="TableSchema.Create"/>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<TableSchema>> ReadAsync(
        string database, bool withDefinitions, CancellationToken cancellationToken)
    {
        var literal = SqlText.Literal(database);
        var rows = await session.QueryAsync(
            $"""
            SELECT t.TABLE_NAME, IFNULL(t.ENGINE, ''), IFNULL(e.TRANSACTIONS, 'NO') = 'YES',
              t.TABLE_TYPE = 'SYSTEM VERSIONED', IFNULL(t.TABLE_ROWS, 0), IFNULL(t.DATA_LENGTH, 0),
              IFNULL(t.CREATE_TIME, '')
            FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
            WHERE t.TABLE_SCHEMA = {literal} AND t.TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')
            ORDER BY t.TABLE_NAME
            """, Doing, cancellationToken);
        var columns = await ColumnsAsync(literal, cancellationToken);
        var keys = await KeysAsync(literal, cancellationToken);
        var tables = new List<TableSchema>();
        foreach (var row in rows)
        {
            var name = row[0]!;
            var own = columns[name].ToList();
            var key = keys[name].ToList();
            tables.Add(new TableSchema
            {
                Database = database,
                Name = name,
                Engine = row[1]!,
                IsTransactional = row[2] == "1",
                IsVersioned = row[3] == "1",
                Columns = own,
                Key = key.Exists(part => part.IsPrefix || !own.Exists(column => column.Name == part.Column))
                    ? []
                    : [.. key.Select(part => own.First(column => column.Name == part.Column))],
                HasPrimaryKey = key.Count > 0,
                EstimatedRows = Number(row[4]),
                EstimatedBytes = Number(row[5]),
                Changed = row[6]!.Length > 0 || !withDefinitions
                    ? row[6]!
                    : await ChangeTime.ReadAsync(
                        query => session.ScalarAsync(query, Doing, cancellationToken), database, name),
                Create = withDefinitions ? await CreateAsync(database, name, cancellationToken) : "",
            });
        }

        return tables;
    }

    private async Task<string> CreateAsync(string database, string name, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"SHOW CREATE TABLE {SqlText.Name(database, name)}", Doing, cancellationToken);
        return rows[0][1]!;
    }

    private async Task<ILookup<string, TableColumn>> ColumnsAsync(
        string literal, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME
            FROM information_schema.COLUMNS
            WHERE TABLE_SCHEMA = {literal} AND IS_GENERATED <> 'ALWAYS'
            ORDER BY TABLE_NAME, ORDINAL_POSITION
            """, Doing, cancellationToken);
        return rows.ToLookup(row => row[0]!, row => TableColumn.From(row[1]!, row[2]!, row[3]!, row[4]));
    }

    private async Task<ILookup<string, (string Column, bool IsPrefix)>> KeysAsync(
        string literal, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT TABLE_NAME, COLUMN_NAME, SUB_PART IS NOT NULL FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = {literal} AND INDEX_NAME = 'PRIMARY' ORDER BY TABLE_NAME, SEQ_IN_INDEX
            """, Doing, cancellationToken);
        return rows.ToLookup(row => row[0]!, row => (row[1]!, row[2] == "1"));
    }

    private static long Number(string? text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
