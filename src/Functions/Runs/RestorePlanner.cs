using Mesh.Activities.Restores;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;

namespace Mesh.Functions.Runs;

/// <summary>Says what a restore would do, by looking at vault, target and earlier runs.</summary>
public sealed class RestorePlanner(RestorePreview preview, RunLog runs)
{
    private const int RunsLookedAt = 5;

    /// <summary>The plan of a choice. Changes nothing.</summary>
    public async Task<RestorePlanView> PlanAsync(
        RestoreRequest wanted, RestoreChoice choice, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(choice);
        var point = choice.Point;
        var toServer = DatabaseConnection.IsMeant(choice.Target);
        var scope = RunStarter.Scope(
            "preview", point.Component, choice.System.Definition.Vault, point.Repository);
        var aside = choice.GoesAside(wanted);
        var dump = toServer
            ? await preview.ReadAsync(scope, point.Snapshot!, Loaded(wanted, choice), cancellationToken)
            : new DumpContent([], point.Files, point.Bytes);
        var databases = wanted.Databases.Count > 0 ? wanted.Databases : dump.Databases;
        var existing =
            !toServer ? InFolder(choice.Target)
            : wanted.Tables.Count > 0 ? [.. (await RestorePreview.FindExistingAsync(
                choice.Target, RestoreTables.Places(wanted), cancellationToken)).Select(each => $"{each}")]
            : await RestorePreview.FindExistingAsync(choice.Target, databases, cancellationToken);
        var (seconds, from) = aside
            ? (null, 0)
            : await EstimateAsync(point.Component, toServer, dump.Bytes, cancellationToken);
        return new RestorePlanView
        {
            System = point.Component.System.Value,
            Component = point.Component.Component.Value,
            Target = choice.Target,
            Point = point.Run.Value,
            PointTime = point.ConsistencyTime,
            PointPosition = point.Position,
            Log = await CutAsync(scope, choice, cancellationToken),
            Databases = wanted.Tables.Count > 0 ? [] : databases,
            Tables = [.. RestoreTables.Places(wanted).Select(table => $"{table}")],
            Aside = aside,
            Files = dump.Files,
            Bytes = dump.Bytes,
            Existing = existing,
            NeedsOverwrite = existing.Count > 0 && !wanted.Overwrite,
            EstimateSeconds = seconds,
            EstimatedFrom = from,
        };
    }

    // A log can only be applied to all of a server.
    private static IReadOnlyList<string> Loaded(RestoreRequest wanted, RestoreChoice choice) =>
        choice.Log is not null ? []
        : wanted.Tables.Count > 0
            ? [.. RestoreTables.Read(wanted.Tables).Select(table => table.Database).Distinct()]
        : wanted.Databases;

    private async Task<LogCut?> CutAsync(
        RunScope scope, RestoreChoice choice, CancellationToken cancellationToken) =>
        choice.Log is not { } log ? null : await preview.FindCutAsync(
            scope,
            new LogTask
            {
                Stream = log.Stream,
                Start = choice.Point.Position,
                Until = choice.Until,
                Place = choice.Place ?? "",
            },
            cancellationToken);

    private static IReadOnlyList<string> InFolder(string target) =>
        Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any() ? [target] : [];

    // Loading and comparing take time by the byte; how long a log takes depends on what is in it.
    private async Task<(double? Seconds, int From)> EstimateAsync(
        ComponentAddress component, bool toServer, long bytes, CancellationToken cancellationToken)
    {
        var filter = new RunFilter(
            component.System, component.Component, RunKind.Restore, RunState.Succeeded);
        var earlier = (await runs.ListAsync(filter, new PageRequest(100), cancellationToken)).Items
            .Where(run => DatabaseConnection.IsMeant(run.Target!) == toServer && BytesOf(run) > 0
                && run.Phases.All(phase => phase.Name != RunPhase.RestoringAside))
            .Take(RunsLookedAt).ToList();
        return earlier.Count == 0
            ? (null, 0)
            : (Math.Round(earlier.Sum(SecondsOf) / earlier.Sum(BytesOf) * bytes, 1), earlier.Count);
    }

    private static double BytesOf(RunRecord run) => run.Counters.GetValueOrDefault("bytes");

    private static double SecondsOf(RunRecord run) => run.Phases
        .Where(phase => phase.Name != RunPhase.Replaying).Sum(phase => phase.Length.TotalSeconds);
}
