using System.Globalization;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>The tables, sequences and foreign keys of a restored server.</summary>
internal sealed class TargetSchema
{
    private const string Doing = "reading the restored definitions";

    private readonly Dictionary<TableName, TargetTable> _tables = [];
    private readonly HashSet<TableName> _sequences = [];
    private readonly List<ForeignKey> _keys = [];

    public IReadOnlyDictionary<TableName, TargetTable> Tables => _tables;

    public IReadOnlySet<TableName> Sequences => _sequences;

    public IReadOnlyList<ForeignKey> Keys => _keys;

    /// <summary>The tables of some databases.</summary>
    public IReadOnlyList<TableSchema> In(IEnumerable<string> databases)
    {
        var wanted = databases.ToHashSet();
        var tables = _tables.Values.Select(table => table.Schema);
        return [.. tables.Where(table => wanted.Contains(table.Database))];
    }

    /// <summary>Reads what people made; what belongs to the server itself is left out.</summary>
    public static async Task<TargetSchema> ReadAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        var schema = new TargetSchema();
        var names = await new CatalogReader(session).DatabasesAsync(wanted: null, cancellationToken);
        foreach (var name in names.Where(name => !new TableName(name, "").IsOfServer))
        {
            var columns = await ColumnsAsync(session, name, cancellationToken);
            foreach (var table in await new TableReader(session).ReadAsync(
                name, withDefinitions: false, cancellationToken))
            {
                schema._tables.Add(
                    new TableName(name, table.Name), new TargetTable(table, [.. columns[table.Name]]));
            }

            schema._sequences.UnionWith(await SequencesAsync(session, name, cancellationToken));
            schema._keys.AddRange(await KeysAsync(session, name, cancellationToken));
        }

        return schema;
    }

    private static async Task<ILookup<string, TargetColumn>> ColumnsAsync(
        MariaDbSession session, string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, CHARACTER_SET_NAME,
              IFNULL(DATETIME_PRECISION, 0), IS_GENERATED = 'ALWAYS'
            FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = {SqlText.Literal(database)}
            ORDER BY TABLE_NAME, ORDINAL_POSITION
            """, Doing, cancellationToken);
        return rows.ToLookup(row => row[0]!, row => new TargetColumn(
            TableColumn.From(row[1]!, row[2]!, row[3]!, row[4]), row[2]!, row[3]!,
            int.Parse(row[5]!, CultureInfo.InvariantCulture), row[6] == "1"));
    }

    private static async Task<IEnumerable<TableName>> SequencesAsync(
        MariaDbSession session, string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_TYPE = 'SEQUENCE' AND TABLE_SCHEMA = {SqlText.Literal(database)}
            """, Doing, cancellationToken);
        return rows.Select(row => new TableName(database, row[0]!));
    }

    private static async Task<IEnumerable<ForeignKey>> KeysAsync(
        MariaDbSession session, string database, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA,
              k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE, r.DELETE_RULE
            FROM information_schema.KEY_COLUMN_USAGE k
            JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
              AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME
            WHERE k.TABLE_SCHEMA = {SqlText.Literal(database)} AND k.REFERENCED_TABLE_NAME IS NOT NULL
            ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
            """, Doing, cancellationToken);
        return rows.GroupBy(row => (Table: row[0]!, Name: row[1]!)).Select(key => new ForeignKey(
            key.Key.Name,
            new TableName(database, key.Key.Table),
            new TableName(key.First()[3]!, key.First()[4]!),
            [.. key.Select(row => row[2]!)],
            [.. key.Select(row => row[5]!)],
            key.First()[6]!,
            key.First()[7]!));
    }
}
