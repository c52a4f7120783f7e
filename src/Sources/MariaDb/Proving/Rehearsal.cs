using System.Security.Cryptography;
using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Vault.Errors;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>
/// Restores a backup into a scratch server, as a real restore would be done, compares every table, and asks
/// the owner's assertions. Neither source nor target is touched; doing it again is doing it anew.
/// </summary>
public sealed class Rehearsal
{
    // An assertion that runs for ever must not hold the machine for ever.
    private const int AssertionSeconds = 600;

    private static readonly string[] Evidence =
    [
        "broken-log", "log-does-not-cover", "not-in-log", "mariadb-failed", "mariadb-definition-changed",
        "replay-failed", "replay-unsupported", "unknown-format",
    ];

    private readonly Repository _repository;
    private readonly RehearsalRequest _request;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly RandomNumberGenerator _random;
    private readonly List<RehearsalStage> _stages = [];
    private readonly List<string> _findings = [];
    private IReadOnlyList<LogSegment> _log = [];
    private RehearsalResult? _result;

    /// <param name="repository">The vault, its index loaded.</param>
    /// <param name="request">What is rehearsed.</param>
    /// <param name="scratch">The folder where scratch servers are made.</param>
    /// <param name="time">Measures the stages.</param>
    /// <param name="random">Makes the scratch server's password.</param>
    public Rehearsal(
        Repository repository,
        RehearsalRequest request,
        string scratch,
        TimeProvider time,
        RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfZero(request.Bases.Count);
        _repository = repository;
        _request = request;
        _scratch = scratch;
        _time = time;
        _random = random;
    }

    /// <summary>Does it. What speaks against the backup is a finding, not an exception.</summary>
    /// <exception cref="MeshException">It could not be done, which proves nothing: <c>no-scratch-server</c>,
    /// <c>scratch-disk-full</c>, <c>mariadb-unreachable</c>, an error of the store.</exception>
    public async Task<RehearsalResult> RunAsync(CancellationToken cancellationToken)
    {
        var basis = _request.Bases[^1];
        try
        {
            _log = _request.Log is { } log ? await log.ListAsync(cancellationToken) : [];
            var moment = _request is { Moment: { } part, Bases: [{ Start: { } oldest }, ..] }
                ? LogMoment.Pick(_log, oldest.Position, part)
                : null;
            basis = moment is { } chosen
                ? _request.Bases.Last(each => each.Start!.Position <= chosen)
                : basis;
            await RunAsync(basis, moment, cancellationToken);
        }
        catch (MeshException error) when (IsEvidence(error))
        {
            _findings.Add(error.Message);
        }

        return (_result ?? new RehearsalResult { Base = basis.Name, Stages = [] }) with
        {
            Stages = _stages,
            Findings = _findings,
        };
    }

    private static bool IsEvidence(MeshException error) =>
        Damage.Is(error) || Evidence.Contains(error.Code);

    private async Task RunAsync(
        RehearsalBase basis, LogPosition? moment, CancellationToken cancellationToken)
    {
        _result = new RehearsalResult { Base = basis.Name, Stages = [], BaseDamaged = true };
        var record = await MariaDbLoad.ReadRecordAsync(_repository, basis.Tree, cancellationToken);
        var bytes = record.Tables.Sum(table => table.Bytes);
        ScratchServer? started = null;
        await StageAsync(RehearsalStage.Start, async () => started = await ScratchServer.StartAsync(
            _scratch, bytes, _random, _time, cancellationToken));
        await using var server = started!;
        await StageAsync(RehearsalStage.Load, () => MariaDbLoad.RunAsync(
            server.Address,
            _repository,
            basis.Tree,
            new LoadOptions
            {
                Connections = _request.Connections,
                Accounts = true,
                Verify = false,
                Progress = _request.Progress?.Invoke(),
            },
            _time,
            cancellationToken));
        _result = _result with { BaseDamaged = false, Bytes = bytes, TablesCompared = record.Tables.Count };
        await StageAsync(RehearsalStage.Verify, async () =>
        {
            var differing = await MariaDbVerify.RunAsync(
                server.Address,
                record,
                databases: null,
                _request.Connections,
                _request.Progress?.Invoke(),
                cancellationToken);
            _findings.AddRange(differing.Select(each => $"{basis.Name}: {each}"));
        });
        if (basis.Start is { } start
            && _findings.Count == 0 && _log.Any(segment => segment.To > start.Position))
        {
            await ReplayAsync(server.Address, record, start, moment, cancellationToken);
        }

        await StageAsync(RehearsalStage.Assert, () => AssertAsync(server.Address, cancellationToken));
        if (_request.Promotes && _findings.Count == 0)
        {
            await StageAsync(
                RehearsalStage.Promote,
                () => new Canary(_random).SingAsync(server.Address, cancellationToken));
        }
    }

    private async Task ReplayAsync(
        MariaDbAddress address,
        DumpRecord record,
        LogStart start,
        LogPosition? moment,
        CancellationToken cancellationToken)
    {
        var replay = new LogReplay(_request.Log!, address, new ReplayOptions(), _time);
        var end = moment is { } wanted ? ReplayEnd.AtPosition(wanted) : ReplayEnd.OfLog;
        var plan = await replay.PlanAsync(start, end, cancellationToken);
        if (plan.Cut == start.Position)
        {
            // The moment is the backup's own.
            return;
        }

        var counter = _request.Progress is { } begin ? new ReplayCounter(begin()) : null;
        await StageAsync(RehearsalStage.Replay, () => replay.RunAsync(plan, counter, cancellationToken));
        _result = _result! with
        {
            Position = $"{plan.Cut} {plan.Position}".TrimEnd(),
            LogBytes = plan.Bytes,
        };
        await StageAsync(RehearsalStage.VerifyReplay, async () =>
        {
            var compared = await MariaDbReplayVerify.RunAsync(
                address, record, _request.Log!, plan, _request.Connections, cancellationToken);
            _result = _result with
            {
                TablesCompared = compared.Compared.Count,
                TablesScanned = [.. compared.Scanned.Select(table => table.ToString())],
            };
            _findings.AddRange(compared.Mismatches.Select(each => $"at {plan.Cut}: {each}"));
        });
    }

    private async Task AssertAsync(MariaDbAddress address, CancellationToken cancellationToken)
    {
        if (_request.Assertions.Count == 0)
        {
            return;
        }

        await using var session = await MariaDbSession.OpenAsync(address, cancellationToken);
        await session.ExecuteAsync(
            $"SET SESSION max_statement_time={AssertionSeconds}; SET SESSION TRANSACTION READ ONLY",
            "preparing the assertions",
            cancellationToken);
        foreach (var assertion in _request.Assertions)
        {
            try
            {
                var value = await session.ScalarAsync(
                    assertion.Sql, $"asking the assertion '{assertion.Name}'", cancellationToken);
                if (value != assertion.Expected)
                {
                    _findings.Add(
                        $"assertion '{assertion.Name}' does not hold: it gives {value ?? "NULL"}, "
                        + $"expected {assertion.Expected}");
                }
            }
            catch (MeshException error) when (error.Code.StartsWith("mariadb-", StringComparison.Ordinal)
                && error.Code != "mariadb-unreachable")
            {
                _findings.Add($"assertion '{assertion.Name}' could not be asked: {error.Cause}");
            }
        }
    }

    private async Task StageAsync(string name, Func<Task> work)
    {
        var began = _time.GetTimestamp();
        await work();
        _stages.Add(new RehearsalStage(name, _time.GetElapsedTime(began).TotalSeconds));
    }
}
