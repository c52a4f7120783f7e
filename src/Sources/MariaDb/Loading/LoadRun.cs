using Mesh.Domain.Errors;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Verifying;

namespace Mesh.Sources.MariaDb.Loading;

/// <summary>One load, from the record to the comparison.</summary>
internal sealed class LoadRun(
    MariaDbAddress address, DumpReader dump, LoadOptions options, TimeProvider clock)
{
    private const string WithoutBinlog = "SET SESSION sql_log_bin=0";
    private const string OutOfLog = "keeping the load out of the log";

    private readonly Dictionary<string, TimeSpan> _phases = [];
    private readonly DeferredKeys _keys = new();

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        var record = await dump.RecordAsync(cancellationToken);
        var names = MariaDbLoad.Choose(record, options.Databases);
        var tables = record.Tables.Where(table => names.Contains(table.Database)).ToList();
        await using var session = await OpenAsync(cancellationToken);
        var kept = new HashSet<TableRecord>();
        var files = new List<TableRecord>();
        await PhaseAsync("definitions", async () =>
        {
            await new TargetDatabases(session).PrepareAsync(names, options.Existing, cancellationToken);
            var resumed = options.Existing == ExistingDatabases.Resume;
            var there = resumed ? await ThereAsync(session, names, cancellationToken) : null;
            await FilesAsync(session, LoadOrder.Before(names), there ?? [], cancellationToken);
            kept = resumed ? await KeptAsync(session, record, tables, cancellationToken) : kept;
            files.AddRange(tables.Where(table => !kept.Contains(table)));
            await _keys.DropAsync(session, files, cancellationToken);
        });
        await PhaseAsync("rows", async () =>
        {
            await new RowsLoad(dump, options, _keys, OpenRawAsync).RunAsync(files, cancellationToken);
            await AddKeysAsync(kept, cancellationToken);
        });
        var warnings = new List<string>();
        await PhaseAsync("rest", async () =>
        {
            await FilesAsync(session, LoadOrder.Routines(names), null, cancellationToken);
            var views = LoadOrder.Views(names, record.Views);
            warnings.AddRange(await ViewsAsync(session, views, cancellationToken));
            await FilesAsync(session, LoadOrder.Actions(names), null, cancellationToken);
        });
        if (options.Accounts && record.HasAccounts)
        {
            await FilesAsync(session, [DumpPaths.Accounts], null, cancellationToken);
        }

        IReadOnlyList<TableMismatch> mismatches = [];
        if (options.Verify)
        {
            await PhaseAsync("verify", async () => mismatches = await MariaDbVerify.RunAsync(
                address, record, names, options.Connections, options.Progress, cancellationToken));
        }

        return new LoadResult
        {
            Record = record,
            TablesLoaded = files.Count,
            TablesKept = kept.Count,
            Verified = options.Verify,
            Mismatches = mismatches,
            Warnings = warnings,
            Phases = _phases,
        };
    }

    private async Task<MariaDbSession> OpenAsync(CancellationToken cancellationToken)
    {
        var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        if (options.WithoutBinlog)
        {
            await session.ExecuteAsync(WithoutBinlog, OutOfLog, cancellationToken);
        }

        return session;
    }

    private async Task<RawSession> OpenRawAsync(CancellationToken cancellationToken)
    {
        var session = await RawSession.OpenAsync(address, cancellationToken);
        if (options.WithoutBinlog)
        {
            await session.ExecuteAsync(WithoutBinlog, OutOfLog, cancellationToken);
        }

        return session;
    }

    // An earlier load may have been cut off between a table's last row and its keys.
    private async Task AddKeysAsync(IEnumerable<TableRecord> kept, CancellationToken cancellationToken)
    {
        await using var session = await OpenRawAsync(cancellationToken);
        foreach (var table in kept)
        {
            await _keys.AddAsync(session, table, cancellationToken);
        }
    }

    private async Task FilesAsync(
        MariaDbSession session, IEnumerable<string> paths, HashSet<string>? there,
        CancellationToken cancellationToken)
    {
        var runner = new SqlRunner(session, progress: null);
        foreach (var path in paths)
        {
            var pieces = dump.ReadAsync(path, cancellationToken);
            await runner.RunAsync(path, pieces, there is null ? null : IsThere, cancellationToken);

            bool IsThere(string sql)
            {
                if (MadeTable.NameIn(sql) is not { } name)
                {
                    return false;
                }

                _keys.Note(path.Split('/')[1], name, sql);
                return there!.Contains($"{path.Split('/')[1]}/{name}");
            }
        }
    }

    // A view may show a database that was not chosen.
    private async Task<List<string>> ViewsAsync(
        MariaDbSession session, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        foreach (var path in paths)
        {
            try
            {
                await FilesAsync(session, [path], null, cancellationToken);
            }
            catch (MeshException error) when (error.Code == "mariadb-definition-changed")
            {
                warnings.Add($"a view was not made: {error.Cause}");
            }
        }

        return warnings;
    }

    private static async Task<HashSet<string>> ThereAsync(
        MariaDbSession session, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var list = string.Join(", ", names.Select(SqlText.Literal).DefaultIfEmpty("''"));
        var rows = await session.QueryAsync(
            $"""
            SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES
            WHERE TABLE_SCHEMA IN ({list})
            """, "looking for what is there", cancellationToken);
        return [.. rows.Select(row => $"{DumpPaths.FileName(row[0]!)}/{row[1]}")];
    }

    // What is whole is kept; what is not starts empty.
    private async Task<HashSet<TableRecord>> KeptAsync(
        MariaDbSession session,
        DumpRecord record,
        List<TableRecord> tables,
        CancellationToken cancellationToken)
    {
        var found = await MariaDbVerify.MeasureAsync(
            address, record, tables, options.Connections, progress: null, cancellationToken);
        var kept = new HashSet<TableRecord>();
        foreach (var table in tables)
        {
            if (found.TryGetValue((table.Database, table.Name), out var fingerprint)
                && fingerprint == table.Fingerprint)
            {
                kept.Add(table);
            }
            else
            {
                await session.ExecuteAsync(
                    $"TRUNCATE TABLE {SqlText.Name(table.Database, table.Name)}",
                    $"emptying {table}",
                    cancellationToken);
            }
        }

        return kept;
    }

    private async Task PhaseAsync(string name, Func<Task> work)
    {
        var start = clock.GetTimestamp();
        await work();
        _phases[name] = clock.GetElapsedTime(start);
    }
}
