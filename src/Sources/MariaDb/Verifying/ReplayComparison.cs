using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Advancing;
using Mesh.Sources.MariaDb.Log.Advancing.Tables;

namespace Mesh.Sources.MariaDb.Verifying;

/// <summary>Holds what was found on a server against what must be there.</summary>
internal sealed class ReplayComparison(
    ExpectedTables expected,
    TargetSchema target,
    IReadOnlyDictionary<(string, string), TableFingerprint> found)
{
    private readonly List<string> _compared = [];
    private readonly List<ScannedTable> _scanned = [];
    private readonly List<TableMismatch> _mismatches = [];

    public async Task<ReplayVerifyResult> RunAsync(
        LogPosition cut, MariaDbSession session, CancellationToken cancellationToken)
    {
        foreach (var (name, table) in expected.Tables.OrderBy(pair => $"{pair.Key}", StringComparer.Ordinal))
        {
            if (target.Tables.ContainsKey(name))
            {
                await CompareAsync(name, table, session, cancellationToken);
            }
            else if (!table.MayBeMissing)
            {
                Differs(name, "it is not there");
            }
        }

        foreach (var name in target.Tables.Keys.Where(IsUnexpected))
        {
            if (expected.Gone.Contains(name))
            {
                Differs(name, "it is there, though the log drops it");
            }
            else
            {
                _scanned.Add(new ScannedTable($"{name}", Found(name).Rows, "neither the dump nor the log speaks of it"));
            }
        }

        return new ReplayVerifyResult
        {
            Cut = cut,
            Compared = _compared,
            Scanned = _scanned,
            Mismatches = _mismatches,
            RowChanges = expected.RowChanges,
        };
    }

    private bool IsUnexpected(TableName name) =>
        expected.Databases.Contains(name.Database) && !expected.Tables.ContainsKey(name);

    private TableFingerprint Found(TableName name) => found.GetValueOrDefault((name.Database, name.Table));

    private async Task CompareAsync(
        TableName name, ExpectedTable table, MariaDbSession session, CancellationToken cancellationToken)
    {
        var now = Found(name);
        if (table.Fingerprint is { } wanted)
        {
            _compared.Add($"{name}");
            if (now != wanted)
            {
                Differs(name, Difference(wanted, now));
            }

            return;
        }

        _scanned.Add(new ScannedTable($"{name}", now.Rows, table.Reason));
        foreach (var key in table.MayHaveOrphans ? [] : target.Keys.Where(key => key.Child == name))
        {
            await CountOrphansAsync(key, session, cancellationToken);
        }
    }

    private async Task CountOrphansAsync(
        ForeignKey key, MariaDbSession session, CancellationToken cancellationToken)
    {
        if (!target.Tables.ContainsKey(key.Parent))
        {
            Differs(key.Child, $"its foreign key {key.Name} points to {key.Parent}, which is not there");
            return;
        }

        var count = await session.ScalarAsync(
            key.CountOrphans(), $"looking for parents of {key.Child}", cancellationToken);
        if (count != "0")
        {
            Differs(key.Child, $"{count} of its rows point to nothing by foreign key {key.Name} to {key.Parent}");
        }
    }

    private void Differs(TableName name, string cause) => _mismatches.Add(new TableMismatch($"{name}", cause));

    private static string Difference(TableFingerprint wanted, TableFingerprint now) => now.Rows == wanted.Rows
        ? $"its {now.Rows} rows are not those of dump and log (fingerprint {now.SumText}, expected {wanted.SumText})"
        : $"it has {now.Rows} rows, dump and log make {wanted.Rows}";
}
