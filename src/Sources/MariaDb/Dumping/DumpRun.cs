using System.Security.Cryptography;
using System.Text;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Fingerprints;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Schema;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Vault;
using Mesh.Vault.Trees;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>One dump, from the snapshot to the tree.</summary>
internal sealed class DumpRun(
    MariaDbAddress address, FileSink sink, DumpOptions options, TimeProvider clock)
{
    private readonly DumpTree _tree = new();
    private readonly byte[] _key = options.FingerprintKey?.ToArray() ?? KeyOf(sink.Repository);
    private Timestamp _time;

    public async Task<DumpResult> RunAsync(CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        var accounts = "";
        await using var snapshot = await ConsistentSnapshot.OpenAsync(
            address,
            new SnapshotOptions
            {
                Clock = clock,
                Connections = options.Connections,
                Databases = options.Databases,
                LockWait = options.LockWait,
                Changes = options.Changes,
                Uncovered = options.NonTransactional,
                Accounts = options.Accounts
                    ? async (reading, stop) => accounts = await new AccountsReader(reading).ReadAsync(stop)
                    : null,
            },
            cancellationToken);
        _time = Timestamp.From(snapshot.Point.Time.ToUniversalTime());
        warnings.AddRange(Warnings(snapshot));
        var tables = await new RowsDump(sink, options, clock, _key, _time)
            .RunAsync(snapshot, _tree, cancellationToken);
        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await AddDefinitionsAsync(session, snapshot.Databases, cancellationToken);
        var views = await AddViewsAsync(snapshot.Databases, cancellationToken);
        if (options.Accounts)
        {
            await AddAsync(_tree, DumpPaths.Accounts, accounts, cancellationToken);
        }

        var names = snapshot.Databases.Select(database => database.Name).ToList();
        await AddAsync(_tree, DumpPaths.Order, LoadOrder.Write(names, tables, views), cancellationToken);
        var record = new DumpRecord
        {
            ServerVersion = await session.ScalarAsync("SELECT @@version", "asking its version", cancellationToken) ?? "",
            ServerUid = await ServerUidAsync(session, cancellationToken),
            Point = snapshot.Point,
            FingerprintKey = Convert.ToHexStringLower(_key),
            Databases = names,
            Tables = tables,
            Views = views,
            HasAccounts = options.Accounts,
            Warnings = warnings,
        };
        await AddAsync(_tree, DumpRecord.FileName, record.ToJson(), cancellationToken);
        return new DumpResult(await _tree.SaveAsync(sink, _time, cancellationToken), record);
    }

    private static byte[] KeyOf(Repository repository)
    {
        var id = Encoding.ASCII.GetBytes($"mesh row hash {repository.Config.Id}");
        return SHA256.HashData(id)[..SipHash.KeySize];
    }

    private static IEnumerable<string> Warnings(ConsistentSnapshot snapshot)
    {
        if (snapshot.Point.BinlogFile is null)
        {
            yield return "the server writes no binary log: this dump cannot be rolled forward";
        }

        foreach (var database in snapshot.Databases)
        {
            foreach (var table in database.Tables)
            {
                if (table.IsVersioned)
                {
                    yield return $"{table} is system-versioned: its current rows are taken, its history is not";
                }

                if (!table.HasPrimaryKey)
                {
                    yield return $"{table} has no primary key: it is read in one piece";
                }
            }

            foreach (var view in database.Views.Where(view => !view.IsValid))
            {
                yield return $"view {database.Name}.{view.Code.Name} shows what does not exist: it is kept as a comment";
            }
        }
    }

    // Sequences are read after the snapshot: a higher value than its rows know is right, a lower one is not.
    private async Task AddDefinitionsAsync(
        MariaDbSession session, IReadOnlyList<DatabaseSchema> databases, CancellationToken cancellationToken)
    {
        foreach (var database in databases)
        {
            var values = new Dictionary<string, string>();
            foreach (var (name, _) in database.Sequences)
            {
                values[name] = (await session.ScalarAsync(
                    $"SELECT next_not_cached_value FROM {SqlText.Name(database.Name, name)}",
                    $"reading sequence {database.Name}.{name}", cancellationToken))!;
            }

            var folder = _tree.Folder(DumpPaths.Databases, DumpPaths.FileName(database.Name));
            var files = new Dictionary<string, string>
            {
                [DumpPaths.Sequences] = SqlFiles.Sequences(database, values),
                [DumpPaths.Tables] = SqlFiles.Tables(database),
                [DumpPaths.Routines] = SqlFiles.Routines(database),
                [DumpPaths.Actions] = SqlFiles.Actions(database),
            };
            foreach (var (name, text) in files)
            {
                await AddAsync(folder, name, text, cancellationToken);
            }
        }
    }

    private async Task<IReadOnlyList<string>> AddViewsAsync(
        IReadOnlyList<DatabaseSchema> databases, CancellationToken cancellationToken)
    {
        var paths = new List<string>();
        foreach (var view in ViewSchema.Sort([.. databases.SelectMany(database => database.Views)]))
        {
            var folder = _tree.Folder(
                DumpPaths.Databases, DumpPaths.FileName(view.Database), DumpPaths.Views);
            var name = $"{DumpPaths.FileName(view.Code.Name)}.sql";
            await AddAsync(folder, name, SqlFiles.View(view), cancellationToken);
            paths.Add(DumpPaths.OfView(view.Database, view.Code.Name));
        }

        return paths;
    }

    private static async Task<string> ServerUidAsync(
        MariaDbSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SHOW GLOBAL VARIABLES LIKE 'server_uid'", "asking who it is", cancellationToken);
        return rows is [var row] ? row[1]! : "";
    }

    private Task AddAsync(DumpTree folder, string name, string text, CancellationToken cancellationToken) =>
        AddAsync(folder, name, Encoding.UTF8.GetBytes(text), cancellationToken);

    private async Task AddAsync(
        DumpTree folder, string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var file = new ChunkedFile(sink);
        await file.WriteAsync(content, cancellationToken);
        folder.Add(await file.FinishAsync(NodeName.FromText(name), _time, cancellationToken));
    }
}
