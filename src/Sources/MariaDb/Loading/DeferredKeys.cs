using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Records;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>
/// Leaves keys out while a table is filled, and makes them of the whole table afterwards, which sorts once
/// instead of looking up a place for each row. Only keys whose absence the server does not notice: neither
/// unique nor part of a foreign key. What is missing is seen by comparing the target with the dump's
/// definition, so that a load which was cut off anywhere can be gone on with.
/// </summary>
internal sealed partial class DeferredKeys
{
    // Smaller tables are filled before two changes of their definition would be done.
    private const long LeastBytes = 1 << 20;

    private readonly Dictionary<(string Folder, string Table), string> _definitions = [];
    private readonly HashSet<string> _referenced = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the definition of a table.</summary>
    /// <param name="folder">The folder of its database in the dump.</param>
    /// <param name="table">Its name.</param>
    /// <param name="create">The statement that makes it.</param>
    public void Note(string folder, string table, string create)
    {
        _definitions[(folder, table)] = create;
        foreach (Match match in References().Matches(create))
        {
            _referenced.Add(match.Groups[1].Value);
        }
    }

    /// <summary>Drops the keys of tables that are empty and about to be filled.</summary>
    public async Task DropAsync(
        MariaDbSession session, IEnumerable<TableRecord> tables, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Where(table => table.Bytes >= LeastBytes))
        {
            var drops = KeysOf(table).Select(key => $"DROP KEY IF EXISTS {NameOf(key)}").ToList();
            if (drops.Count > 0)
            {
                await TryDropAsync(session, table, string.Join(", ", drops), cancellationToken);
            }
        }
    }

    /// <summary>Makes those keys of a table that it lacks; all of them again if need be, in order.</summary>
    public async Task AddAsync(RawSession session, TableRecord table, CancellationToken cancellationToken)
    {
        var keys = KeysOf(table);
        var doing = $"making the keys of {table}";
        if (keys.Count == 0)
        {
            return;
        }

        var there = (await session.QueryAsync(
            $"""
            SELECT DISTINCT INDEX_NAME FROM information_schema.STATISTICS
            WHERE TABLE_SCHEMA = {SqlText.Literal(table.Database)}
              AND TABLE_NAME = {SqlText.Literal(table.Name)}
            """, doing, cancellationToken))
            .Select(row => SqlText.Name(row[0]!)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (keys.All(key => there.Contains(NameOf(key))))
        {
            return;
        }

        var changes = keys.Where(key => there.Contains(NameOf(key))).Select(key => $"DROP KEY {NameOf(key)}")
            .Concat(keys.Select(key => $"ADD {key}"));
        var alter = $"ALTER TABLE {SqlText.Name(table.Database, table.Name)} "
            + string.Join(", ", changes);
        try
        {
            await session.ExecuteAsync(alter, doing, cancellationToken);
        }
        catch (MeshException error) when (MariaDbErrors.NumberOf(error) is not null)
        {
            // Sorting takes room in the server's folder for temporary files, which may be small; a copy of
            // the table takes it where the table is.
            await session.ExecuteAsync($"{alter}, ALGORITHM=COPY", doing, cancellationToken);
        }
    }

    /// <summary>The keys at the end of a definition that may be left out, as they stand there.</summary>
    internal static IReadOnlyList<string> In(string create)
    {
        var lines = create.Split('\n');
        var options = Array.FindLastIndex(lines, line => line.StartsWith(')'));
        if (options < 0 || !lines[options].Contains("ENGINE=InnoDB", StringComparison.Ordinal)
            || create.Contains(" FOREIGN KEY ", StringComparison.Ordinal)
            || create.Contains(" SYSTEM VERSIONING", StringComparison.Ordinal))
        {
            return [];
        }

        // The server numbers rows by the first column of a key; that key has to stay.
        var numbered = lines
            .Where(line => line.StartsWith("  `", StringComparison.Ordinal)
                && line.Contains(" AUTO_INCREMENT", StringComparison.Ordinal))
            .Select(line => Quoted().Match(line).Value).ToList();
        var keys = lines.Take(options).Where(line => AnyKey().IsMatch(line)).Reverse().TakeWhile(line =>
            line.StartsWith("  KEY `", StringComparison.Ordinal)
            && !numbered.Exists(column => line.Contains($"({column}", StringComparison.Ordinal)));
        return [.. keys.Reverse().Select(line => line.Trim().TrimEnd(','))];
    }

    private static async Task TryDropAsync(
        MariaDbSession session, TableRecord table, string drops, CancellationToken cancellationToken)
    {
        try
        {
            await session.ExecuteAsync(
                $"ALTER TABLE {SqlText.Name(table.Database, table.Name)} {drops}",
                $"leaving keys of {table} for later", cancellationToken);
        }
        catch (MeshException error) when (MariaDbErrors.NumberOf(error) is not null)
        {
            // Something outside of the dump needs them, such as a foreign key; staying they only cost time.
        }
    }

    private IReadOnlyList<string> KeysOf(TableRecord table) =>
        !_referenced.Contains(SqlText.Name(table.Name))
        && _definitions.TryGetValue((DumpPaths.FileName(table.Database), table.Name), out var create)
            ? In(create)
            : [];

    private static string NameOf(string key) => Quoted().Match(key).Value;

    [GeneratedRegex("`(?:[^`]|``)*`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@" REFERENCES (?:`(?:[^`]|``)*`\.)?(`(?:[^`]|``)*`)")]
    private static partial Regex References();

    [GeneratedRegex("^  (?:[A-Z]+ )?KEY [`(]")]
    private static partial Regex AnyKey();
}
