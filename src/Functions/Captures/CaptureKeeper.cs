using System.Security.Cryptography;
using Mesh.Activities.Captures;
using Mesh.Activities.Sites;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Captures;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Mesh.Functions.Captures;

/// <summary>
/// Sees that the log of every component that asks for it is captured: opens one where a recovery point can
/// carry it, asks for a full backup where none can, and ends what is no longer wanted.
/// </summary>
public sealed class CaptureKeeper(
    LogStreams logs,
    WantedLogs wanted,
    CaptureOrders orders,
    RecoveryPoints points,
    ProductionServers servers,
    RunLog runs,
    RunStarter starter,
    AppSettings settings,
    TimeProvider time,
    RandomNumberGenerator random,
    ILogger<CaptureKeeper> log)
{
    // A server whose backups or logs fail at once is not to be asked for a full backup at every tick.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Does what is to be done now. May be repeated, by many at once.</summary>
    public async Task KeepAllAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var open in await logs.ListOpenAsync(cancellationToken))
        {
            try
            {
                await EndUnwantedAsync(open, cancellationToken);
            }
            catch (MeshException error)
            {
                // One that cannot be looked up must not keep the others from their turn.
                log.LogWarning(error, "The log {Stream} could not be looked after", open.Stream);
            }
        }

        await wanted.VisitAsync(
            (system, database) => KeepAsync(client, system, database, cancellationToken), cancellationToken);
    }

    // Its orchestration looks before each movement, and so ends by itself.
    private async Task EndUnwantedAsync(LogStreamRecord open, CancellationToken cancellationToken)
    {
        var order = await orders.FindAsync(open.Stream, cancellationToken);
        if (order.EndedBecause.Length > 0)
        {
            await logs.EndAsync(open.Stream, order.EndedBecause, cancellationToken);
        }
    }

    private async Task KeepAsync(
        DurableTaskClient client,
        SystemRecord system,
        DatabaseComponent database,
        CancellationToken cancellationToken)
    {
        var component = system.Definition.AddressOf(database);
        var known = await logs.ListAsync(component, cancellationToken);
        var last = known.Count > 0 ? known[0] : null;
        if (last is { EndedAt: null })
        {
            await StartAsync(client, last.Stream, cancellationToken);
            return;
        }

        // Asked before the points are read: a backup that is over by now has entered its point. A log that
        // ended with its production says nothing of the server that is production now.
        var site = await servers.SiteAsync(system.Definition, cancellationToken);
        var same = last is not null && await servers.IsOfAsync(
            system.Definition, database, last.BasePoint, site, cancellationToken);
        var mayAsk = await MayAskAsync(component, same ? last : null, cancellationToken);
        var newest = await points.NewestAsync(component, null, cancellationToken);
        if (newest is not null && newest.Repository == system.Definition.Vault.Repository.Value
            && await IsAfterAsync(newest, last, cancellationToken)
            && await servers.IsOfAsync(system.Definition, database, newest.Run, site, cancellationToken))
        {
            if (newest.Position.Length == 0)
            {
                log.LogWarning(
                    "{Component}: its log cannot be captured, since the server writes none (start it with "
                    + "log-bin, then make a backup)", component);
                return;
            }

            var opened = await logs.OpenAsync(component, newest.Run, cancellationToken);
            await StartAsync(client, opened.Stream, cancellationToken);
        }
        else if (mayAsk)
        {
            await AskAsync(client, system, component, cancellationToken);
        }
    }

    // What was begun before a log ended may show the server before that too. Where the clock was set back
    // since, times do not tell: a point that cannot carry a log ends it at once.
    private async Task<bool> IsAfterAsync(
        PointRecord point, LogStreamRecord? last, CancellationToken cancellationToken) =>
        last is null
        || (await runs.GetAsync(point.Run, cancellationToken)).RequestedAt > last.EndedAt
        || (last.EndedAt > time.GetUtcNow() && point.Run != last.BasePoint);

    private async Task<bool> MayAskAsync(
        ComponentAddress component, LogStreamRecord? last, CancellationToken cancellationToken)
    {
        if (last is { CapturedThrough: null, EndedAt: { } ended } && IsRecent(ended))
        {
            return false;
        }

        var backups = await runs.ListAsync(
            new RunFilter(component.System, component.Component, RunKind.Backup),
            new PageRequest(1),
            cancellationToken);
        return backups.Items is not [{ } newest]
            || (!RunLife.IsActive(newest.State)
                && (newest is not { State: RunState.Failed, EndedAt: { } failed } || !IsRecent(failed)));
    }

    private bool IsRecent(DateTimeOffset past)
    {
        var age = time.GetUtcNow() - past;
        return age >= TimeSpan.Zero && age < Pause;
    }

    private async Task AskAsync(
        DurableTaskClient client,
        SystemRecord system,
        ComponentAddress component,
        CancellationToken cancellationToken)
    {
        var id = RunId.Requested(component, time.GetUtcNow(), random);
        var run = new NewRun(id, component, system.Revision, RunKind.Backup, "log")
        {
            Mode = BackupMode.Full,
        };
        try
        {
            var entered = await runs.RequestAsync(run, cancellationToken);
            await starter.StartAsync(client, entered, cancellationToken);
        }
        catch (MeshException busy) when (busy.Code == "component-busy")
        {
            // The backup that is under way will do.
        }
    }

    private Task StartAsync(
        DurableTaskClient client, string stream, CancellationToken cancellationToken) =>
        InstanceStart.AgainAsync(
            client,
            OrchestratorNames.Capture,
            CaptureInput.InstanceOf(stream),
            new CaptureInput
            {
                Stream = stream,
                Seconds = settings.CaptureSeconds,
                PauseSeconds = settings.Policy.PauseSeconds,
            },
            cancellationToken);
}
