using System.Security.Cryptography;
using System.Text;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Drills;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Functions.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Orchestrations.Drills;
using Mesh.Orchestrations.Proofs;

namespace Mesh.Functions.Drills;

/// <summary>
/// Says what a drill does, by what the system declares, where its production is and what the vault holds.
/// </summary>
public sealed class DrillPlanner(
    SystemRegistry systems,
    RecoveryPoints points,
    CoveringLogs logs,
    RunbookPlanner runbooks,
    AppSettings settings,
    TimeProvider time)
{
    private static readonly TimeSpan UsualApproval = TimeSpan.FromDays(1);

    /// <summary>The input of a drill's orchestration, but for its id.</summary>
    /// <exception cref="MeshException"><c>no-way</c>: there is nothing to restore; or there is no recovery
    /// point of a component.</exception>
    public async Task<DrillInput> OfAsync(
        DrillRequest request, string by, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var record = await systems.GetAsync(SystemName.Parse(request.System), cancellationToken);
        var system = record.Definition;
        var (steps, failover) = await StepsAsync(system, cancellationToken);
        var now = time.GetUtcNow();
        var parts = new List<DrillPart>();
        foreach (var step in steps.Where(step => step.Restores))
        {
            var component = system.Find(ComponentName.Parse(step.Component))!;
            parts.Add(await PartAsync(system, component, id, now, cancellationToken));
        }

        return new DrillInput
        {
            DrillId = id,
            System = system.Name.Value,
            Revision = record.Revision,
            ManifestSha256 = Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes(SystemManifest.ToYaml(system)))),
            RequestedBy = by,
            RequestedAt = now,
            Steps = steps,
            Parts = parts,
            Site = failover?.Situation.To ?? "",
            Epoch = failover?.Epoch ?? 0,
            Ask = request.Ask,
            Approvers = system.Failover?.Approvers ?? [],
            ApproveSeconds = (system.Failover?.ApproveWithin ?? UsualApproval).TotalSeconds,
            Policy = RunStarter.OfServers(settings),
        };
    }

    private async Task<(IReadOnlyList<DrillStep> Steps, PlannedRunbook? Failover)> StepsAsync(
        SystemDefinition system, CancellationToken cancellationToken)
    {
        if (system.Sites.Count == 1)
        {
            // There is nowhere to fail over to: what brings it back is a restore of all that it has.
            return (DrillPlan.Of(system, []), null);
        }

        try
        {
            var planned = await runbooks.OfAsync(new RunbookRequest(system.Name.Value), cancellationToken);
            return (DrillPlan.Of(system, RunbookPlan.Of(planned.Situation)), planned);
        }
        catch (MeshException error) when (error.Code == "no-way")
        {
            // Its data can be shown all the same, and that its failover cannot is part of the evidence.
            var unable = new DrillStep(
                "failover", RunbookPhase.Decide, "move production to the other site",
                DrillTreatment.NotDrilled, error.Message);
            return ([unable, .. DrillPlan.Of(system, [])], null);
        }
    }

    private async Task<DrillPart> PartAsync(
        SystemDefinition system,
        ComponentDefinition component,
        string id,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var address = system.AddressOf(component);
        var point = await points.ResolveAsync(address, "latest", cancellationToken);
        var database = component as DatabaseComponent;
        var log = database is null ? null : await logs.FindAsync(point, cancellationToken);
        var asserted = (database?.Prove?.Assertions ?? [])
            .Concat(system.Drills?.AssertionsOf(component.Name) ?? []);
        return new DrillPart
        {
            Component = component.Name.Value,
            IsDatabase = database is not null,
            Run = RunStarter.Scope(id, address, system.Vault, point.Repository),
            Point = new ProofBase(point.Run.Value, point.Snapshot!, point.Position),
            Stream = log?.Stream ?? "",
            ConsistentAt = Reached(point, log, now),
            Assertions = [.. asserted.Select(each => new AssertedQuery(each.Name, each.Sql, each.Expect))],
            Connections = database?.Connections,
        };
    }

    // All that was captured is restored; what is captured until then makes it better, and is not counted on.
    private static DateTimeOffset Reached(PointRecord point, LogStreamRecord? log, DateTimeOffset now)
    {
        var reached = log?.CapturedThrough > point.ConsistencyTime
            ? log.CapturedThrough.Value
            : point.ConsistencyTime;
        return reached > now ? now : reached;
    }
}
