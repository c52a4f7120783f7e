using Mesh.Domain.Errors;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Schema;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Verifying;

/// <summary>Compares the rows of a server with what a record says, by one pass over its tables.</summary>
public static class MariaDbVerify
{
    /// <summary>Counts and hashes tables. Nothing may write to them meanwhile.</summary>
    /// <param name="address">The server.</param>
    /// <param name="record">What should be there.</param>
    /// <param name="databases">Which of the record's databases; null for all.</param>
    /// <param name="connections">How many connections read at once.</param>
    /// <param name="progress">Counts what has been compared; may be null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each table that differs, in the record's order; none when all is well.</returns>
    /// <exception cref="MeshException">The server could not be asked.</exception>
    public static async Task<IReadOnlyList<TableMismatch>> RunAsync(
        MariaDbAddress address,
        DumpRecord record,
        IReadOnlyList<string>? databases,
        int connections,
        TransferProgress? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(record);
        var tables = record.Tables
            .Where(table => databases is null || databases.Contains(table.Database)).ToList();
        var mismatches = new List<TableMismatch>();
        var found = await MeasureAsync(address, record, tables, connections, progress, cancellationToken);
        foreach (var table in tables)
        {
            if (!found.TryGetValue((table.Database, table.Name), out var now))
            {
                mismatches.Add(new TableMismatch(table.ToString(), "it is not there with the same columns"));
            }
            else if (now != table.Fingerprint)
            {
                mismatches.Add(new TableMismatch(table.ToString(), Difference(table, now)));
            }
        }

        return mismatches;
    }

    /// <summary>What is in the record's tables now; those that are not there are left out.</summary>
    /// <exception cref="MeshException">The server could not be asked.</exception>
    internal static async Task<IReadOnlyDictionary<(string, string), TableFingerprint>> MeasureAsync(
        MariaDbAddress address,
        DumpRecord record,
        IReadOnlyList<TableRecord> tables,
        int connections,
        TransferProgress? progress,
        CancellationToken cancellationToken)
    {
        var key = Convert.FromHexString(record.FingerprintKey);
        var there = await FindAsync(address, tables, cancellationToken);
        return await new TablesMeasure(
            address, key, connections, progress).RunAsync(there, cancellationToken);
    }

    private static async Task<List<TableSchema>> FindAsync(
        MariaDbAddress address, IReadOnlyList<TableRecord> tables, CancellationToken cancellationToken)
    {
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        var found = new List<TableSchema>();
        foreach (var database in tables.GroupBy(table => table.Database))
        {
            var names = database.ToDictionary(table => table.Name);
            foreach (var schema in await new TableReader(session).ReadAsync(
                database.Key, withDefinitions: false, cancellationToken))
            {
                if (names.TryGetValue(schema.Name, out var table)
                    && schema.Columns.Select(column => column.Name).SequenceEqual(table.Columns))
                {
                    found.Add(schema);
                }
            }
        }

        return found;
    }

    private static string Difference(TableRecord table, TableFingerprint found) => found.Rows == table.Rows
        ? $"its {table.Rows} rows are not those of the dump"
        : $"it has {found.Rows} rows, the dump {table.Rows}";
}
