using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Domain.Systems;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Proving;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Storage.Files;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.MariaDb.Aside;

/// <summary>
/// Restores a part of a server, of any moment: everything into a scratch server of this machine, and from
/// there only what is wanted to the target, compared at every step. It may be cut off anywhere and done
/// again; what it finished is then kept, and nothing of the target is touched but what it made itself, or
/// was told to replace.
/// </summary>
public sealed class AsideRestore
{
    private readonly Repository _repository;
    private readonly MariaDbAddress _target;
    private readonly AsideRequest _request;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly StagingDatabase _staging;
    private readonly List<AsideStage> _stages = [];
    private AsideResult _result = new();

    /// <param name="repository">The vault, its index loaded.</param>
    /// <param name="target">Where it goes, as an account that may do everything.</param>
    /// <param name="request">What is restored.</param>
    /// <param name="scratch">The folder where scratch servers are made.</param>
    /// <param name="time">Measures the stages.</param>
    /// <param name="random">Makes the scratch server's passwords.</param>
    public AsideRestore(
        Repository repository,
        MariaDbAddress target,
        AsideRequest request,
        string scratch,
        TimeProvider time,
        RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNotEqual(request.Databases.Count == 0, request.Tables.Count > 0);
        (_repository, _target, _request) = (repository, target, request);
        (_scratch, _time, _random) = (scratch, time, random);
        _staging = new StagingDatabase(target, request.Staging);
    }

    /// <summary>
    /// Copies everything that is wanted and compares it. Databases are then in place; tables wait for
    /// <see cref="StagingDatabase.PlaceAsync(IReadOnlyList{TableName}, bool, CancellationToken)"/>, which is
    /// the end of both.
    /// </summary>
    /// <exception cref="MeshException">
    /// <c>no-scratch-server</c>, <c>scratch-disk-full</c>, <c>scratch-path-too-long</c>: this machine;
    /// <c>mariadb-no-table</c>, <c>mariadb-no-database</c>: not there at that moment;
    /// <c>mariadb-database-exists</c>; those of loading and of replaying a log.
    /// </exception>
    public async Task<AsideResult> RunAsync(CancellationToken cancellationToken)
    {
        if (await _staging.ReadAsync(cancellationToken) is { } done)
        {
            return done;
        }

        var record = await MariaDbLoad.ReadRecordAsync(_repository, _request.Tree, cancellationToken);
        ScratchServer? started = null;
        await StageAsync(
            AsideStage.Load, async () => started = await LoadAsync(record, cancellationToken));
        await using var server = started!;
        await StageAsync(AsideStage.Verify, async () => Note(await MariaDbVerify.RunAsync(
            server.Address, record, Loaded(), _request.Connections, _request.Progress?.Invoke(),
            cancellationToken)));
        if (_result.Mismatches.Count == 0 && _request.Log is not null)
        {
            await ReplayAsync(server.Address, record, cancellationToken);
        }

        if (_result.Mismatches.Count == 0)
        {
            await StageAsync(AsideStage.Copy, () => CopyAsync(server, cancellationToken));
        }

        _result = _result with { Stages = _stages };
        if (_result.Mismatches.Count == 0)
        {
            await _staging.WriteAsync(_result, cancellationToken);
        }
        else
        {
            await _staging.DropAsync(cancellationToken);
        }

        return _result;
    }

    // A log speaks of all databases, and of accounts.
    private IReadOnlyList<string>? Loaded() =>
        _request.Log is not null ? null
        : _request.Databases.Count > 0 ? _request.Databases
        : [.. _request.Tables.Select(table => table.From.Database).Distinct()];

    private async Task<ScratchServer> LoadAsync(DumpRecord record, CancellationToken cancellationToken)
    {
        var databases = MariaDbLoad.Choose(record, Loaded());
        var loaded = record.Tables.Where(table => databases.Contains(table.Database)).ToList();
        var bytes = loaded.Sum(table => table.Bytes);

        // What is copied is kept beside the server meanwhile, compressed.
        var copied = loaded.Where(IsWanted).Sum(table => table.Bytes) / 2;
        var server = await ScratchServer.StartAsync(
            _scratch, bytes + copied, _random, _time, cancellationToken);
        try
        {
            var options = new LoadOptions
            {
                Databases = Loaded(),
                Connections = _request.Connections,
                Accounts = _request.Log is not null,
                Verify = false,
                Progress = _request.Progress?.Invoke(),
            };
            await MariaDbLoad.RunAsync(
                server.Address, _repository, _request.Tree, options, _time, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private bool IsWanted(TableRecord table) =>
        _request.Databases.Contains(table.Database)
        || _request.Tables.Any(each => each.From == new TableName(table.Database, table.Name));

    private async Task ReplayAsync(
        MariaDbAddress address, DumpRecord record, CancellationToken cancellationToken)
    {
        var (log, start) = (_request.Log!, _request.Start!);
        _result = _result with { Position = $"{start.Position} {start.Gtids}".TrimEnd() };
        if ((await log.ListAsync(cancellationToken)).Count == 0)
        {
            return;
        }

        var replay = new LogReplay(log, address, new ReplayOptions(), _time);
        var plan = await replay.PlanAsync(start, _request.End, cancellationToken);
        if (plan.Cut == start.Position)
        {
            return;
        }

        var counter = _request.Progress is { } begin ? new ReplayCounter(begin()) : null;
        await StageAsync(AsideStage.Replay, () => replay.RunAsync(plan, counter, cancellationToken));
        _result = _result with { Position = $"{plan.Cut} {plan.Position}".TrimEnd() };
        await StageAsync(AsideStage.VerifyReplay, async () =>
        {
            var compared = await MariaDbReplayVerify.RunAsync(
                address, record, log, plan, _request.Connections, cancellationToken);
            _result = _result with
            {
                Compared = compared.Compared.Count,
                Scanned = [.. compared.Scanned.Select(table => table.ToString())],
            };
            Note(compared.Mismatches);
        });
    }

    private async Task CopyAsync(ScratchServer server, CancellationToken cancellationToken)
    {
        var databases = await PrepareAsync(server.Address, cancellationToken);
        await using var store = new FileObjectStore(server.BesideIt("copy"));
        using var copy = await Repository.InitAsync(
            store, server.Password(), _repository.Options, cancellationToken);
        await copy.LoadIndexAsync(null, cancellationToken);
        await using var writer = copy.CreateWriter(new BlobWriterOptions { FastCompression = true });
        var dump = await MariaDbDump.RunAsync(
            server.Address,
            copy,
            writer,
            new DumpOptions
            {
                Databases = databases,
                Connections = _request.Connections,
                NonTransactional = NonTransactional.Lock,
                Accounts = false,
            },
            _time,
            cancellationToken);
        await writer.FlushAsync(cancellationToken);
        var existing = await MakeRoomAsync(cancellationToken);
        var loaded = await MariaDbLoad.RunAsync(
            _target,
            copy,
            dump.Tree,
            new LoadOptions
            {
                Existing = existing,
                Connections = _request.Connections,
                Progress = _request.Progress?.Invoke(),
            },
            _time,
            cancellationToken);
        Note([.. loaded.Mismatches.Select(Named)]);
        _result = _result with
        {
            Files = dump.Record.Tables.Sum(table => table.Files.Count),
            Bytes = dump.Record.Tables.Sum(table => table.Bytes),
            Warnings = [.. _result.Warnings, .. loaded.Warnings],
        };
    }

    // What is to be copied of the scratch server, as databases of it.
    private async Task<IReadOnlyList<string>> PrepareAsync(
        MariaDbAddress scratch, CancellationToken cancellationToken)
    {
        var moment = _result.Position.Length > 0 ? $"at {_result.Position}" : "in the recovery point";
        if (_request.Tables.Count > 0)
        {
            await using var session = await MariaDbSession.OpenAsync(scratch, cancellationToken);
            var left = await new SetAside(session, _request.Staging, moment)
                .MoveAsync(_request.Tables, cancellationToken);
            _result = _result with { Warnings = [.. _result.Warnings, .. left] };
            return [_request.Staging];
        }

        var there = await MariaDbLoad.FindExistingAsync(scratch, _request.Databases, cancellationToken);
        return _request.Databases.FirstOrDefault(name => !there.Contains(name)) is { } missing
            ? throw new MeshException("mariadb-no-database", missing, $"there is no such database {moment}",
                "correct the name, or choose another moment", ExitCode.BadInput)
            : _request.Databases;
    }

    // Whoever made a database while the scratch server was busy must not lose it.
    private async Task<ExistingDatabases> MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (_request.Tables.Count > 0)
        {
            return ExistingDatabases.Replace;
        }

        if (!_request.Overwrite && !await _staging.IsThereAsync(cancellationToken))
        {
            await MariaDbLoad.RefuseExistingAsync(_target, _request.Databases, cancellationToken);
        }

        await _staging.BeginAsync(cancellationToken);
        return _request.Overwrite ? ExistingDatabases.Replace : ExistingDatabases.Resume;
    }

    private TableMismatch Named(TableMismatch mismatch)
    {
        for (var i = 0; i < _request.Tables.Count; i++)
        {
            if (mismatch.Table == $"{_request.Staging}.{StagingDatabase.Waiting(i)}")
            {
                return mismatch with { Table = _request.Tables[i].To.ToString() };
            }
        }

        return mismatch;
    }

    private void Note(IReadOnlyList<TableMismatch> mismatches) => _result = _result with
    {
        Mismatches = [.. _result.Mismatches, .. mismatches.Select(each => each.ToString())],
    };

    private async Task StageAsync(string name, Func<Task> work)
    {
        var began = _time.GetTimestamp();
        await work();
        _stages.Add(new AsideStage(name, _time.GetElapsedTime(began).TotalSeconds));
    }
}
