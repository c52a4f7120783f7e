using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Proofs;

namespace Mesh.Functions.Proofs;

/// <summary>Says what a proof restores, by the catalogue as it is when the proof starts.</summary>
public sealed class ProofInputs(
    SystemRegistry systems, RecoveryPoints points, CoveringLogs logs, LogNeeds needs, AppSettings settings)
{
    /// <summary>The input of a proof's orchestration.</summary>
    public async Task<ProveInput> OfAsync(RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var system = (await systems.GetAsync(run.Component.System, cancellationToken)).Definition;
        var database = system.Find(run.Component.Component) as DatabaseComponent
            ?? throw RunStarter.UnknownComponent(run.Component);
        var newest = await points.ResolveAsync(run.Component, run.Point!, cancellationToken);
        var log = await logs.FindAsync(newest, cancellationToken);
        var span = log?.CapturedThrough - newest.ConsistencyTime;
        return new ProveInput
        {
            Run = RunStarter.Scope(run, system.Vault) with { Repository = newest.Repository },
            Bases = await BasesAsync(newest, log, cancellationToken),
            Stream = log?.Stream ?? "",
            LogSeconds = span is { TotalSeconds: > 0 } known ? known.TotalSeconds : 0,
            Assertions =
            [
                .. (database.Prove?.Assertions ?? [])
                    .Select(each => new AssertedQuery(each.Name, each.Sql, each.Expect)),
            ],
            Connections = database.Connections,
            Policy = RunStarter.OfServers(settings),
        };
    }

    private async Task<IReadOnlyList<ProofBase>> BasesAsync(
        PointRecord newest, LogStreamRecord? log, CancellationToken cancellationToken)
    {
        var served = log is null ? [] : await needs.ServedAsync(log, cancellationToken);
        return
        [
            .. served.Where(point => point.ConsistencyTime < newest.ConsistencyTime)
                .OrderBy(point => point.ConsistencyTime)
                .Select(Base),
            Base(newest),
        ];
    }

    private static ProofBase Base(PointRecord point) => new(point.Run.Value, point.Snapshot!, point.Position);
}
