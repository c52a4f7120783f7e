using Mesh.Activities.Movements;
using Mesh.Activities.Restores;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Points;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Orchestrations.Movements;

namespace Mesh.Functions.Runs;

/// <summary>Chooses the recovery point, and the log that brings it to what a request wants.</summary>
public sealed class RestoreChooser(
    SystemRegistry systems,
    RecoveryPoints points,
    LogStreams streams,
    LogNeeds needs,
    CoveringLogs logs,
    RestorePreview preview)
{
    /// <summary>The choice. Changes nothing.</summary>
    /// <exception cref="MeshException">What is wrong with which field, or that nothing holds what is
    /// wanted.</exception>
    public async Task<RestoreChoice> ChooseAsync(
        RestoreRequest wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var component = new ComponentAddress(
            SystemName.Parse(wanted.System), ComponentName.Parse(wanted.Component));
        var (system, definition) = await systems.GetAsync(component, cancellationToken);
        RestoreEnds.RefuseTwo(wanted);
        RestoreTables.Check(wanted);
        var target = RestoreDestination.Read(wanted, definition);
        var toServer = DatabaseConnection.IsMeant(target);
        var place = RestoreEnds.PlaceOf(wanted);
        if (!toServer)
        {
            RestoreEnds.RefuseForFolder(wanted);
        }

        var choice =
            place is { } there ? await AtPlaceAsync(system, component, target, there, cancellationToken)
            : wanted.Latest && toServer ? await LatestAsync(system, component, target, cancellationToken)
            : await AtTimeAsync(system, component, target, wanted, cancellationToken);
        await CheckContentAsync(wanted, choice, cancellationToken);
        return choice;
    }

    private async Task<RestoreChoice> AtTimeAsync(
        SystemRecord system,
        ComponentAddress component,
        string target,
        RestoreRequest wanted,
        CancellationToken cancellationToken)
    {
        if (wanted.At is not { } at)
        {
            var named = await points.ResolveAsync(component, wanted.Point ?? "latest", cancellationToken);
            return new RestoreChoice(system, target, named);
        }

        var point = await points.NewestAsync(component, at, cancellationToken) ?? throw new MeshException(
            "unknown-point",
            "at",
            $"there is no verified recovery point of {component} as old as {at:u}",
            "'mesh points' lists them",
            ExitCode.BadInput);

        // A folder gets the SQL of the point; only a server can be brought forward.
        var log = DatabaseConnection.IsMeant(target)
            ? await logs.FindAsync(point, at, cancellationToken)
            : null;
        return new RestoreChoice(system, target, point)
        {
            Log = log,
            Until = log is null ? null : at.ToUniversalTime(),
        };
    }

    // What "latest" means is settled now: a restore that is cut off must go on to the same place.
    private async Task<RestoreChoice> LatestAsync(
        SystemRecord system, ComponentAddress component, string target, CancellationToken cancellationToken)
    {
        var point = await points.ResolveAsync(component, "latest", cancellationToken);
        var choice = new RestoreChoice(system, target, point);
        if (await logs.FindAsync(point, cancellationToken) is not { } log)
        {
            return choice;
        }

        var cut = await preview.FindCutAsync(
            RunStarter.Scope("preview", component, system.Definition.Vault, point.Repository),
            new LogTask { Stream = log.Stream, Start = point.Position, Place = LogPlace.End },
            cancellationToken);
        return cut is null ? choice : choice with
        {
            Log = log,
            Place = LogPlace.At("position", cut.Position).Text,
        };
    }

    private async Task<RestoreChoice> AtPlaceAsync(
        SystemRecord system,
        ComponentAddress component,
        string target,
        (string Field, LogPlace Place) wanted,
        CancellationToken cancellationToken)
    {
        // Positions, and GTIDs after a reset, may come again in another log: the newest is meant.
        MeshException? last = null;
        foreach (var log in await streams.ListAsync(component, cancellationToken))
        {
            var served = await needs.ServedAsync(log, cancellationToken);
            if (served.FirstOrDefault(point => wanted.Place.IsAt(point.Position)) is { } same)
            {
                return new RestoreChoice(system, target, same);
            }

            if (served.FirstOrDefault(point => wanted.Place.IsBehind(point.Position)) is not { } point)
            {
                continue;
            }

            try
            {
                var task = new LogTask
                {
                    Stream = log.Stream, Start = point.Position, Place = wanted.Place.Text,
                };
                var scope = RunStarter.Scope(
                    "preview", component, system.Definition.Vault, point.Repository);
                if (await preview.FindCutAsync(scope, task, cancellationToken) is not null)
                {
                    return new RestoreChoice(system, target, point) { Log = log, Place = task.Place };
                }
            }
            catch (MeshException error) when (error.Code == "not-in-log")
            {
                last ??= error;
            }
        }

        throw new MeshException(
            "not-in-log",
            wanted.Field,
            last?.Cause ?? $"no log of {component} with a recovery point before {wanted.Place.Text} was captured",
            $"'mesh restore {component} --to ... --at latest --dry-run' shows where the log ends",
            ExitCode.BadInput,
            last);
    }

    // What the log makes later is known when it has been replayed, and not before.
    private async Task CheckContentAsync(
        RestoreRequest wanted, RestoreChoice choice, CancellationToken cancellationToken)
    {
        var tables = RestoreTables.Read(wanted.Tables);
        if (choice.Log is not null || (wanted.Databases.Count == 0 && tables.Count == 0))
        {
            return;
        }

        var scope = RunStarter.Scope(
            "preview", choice.Point.Component, choice.System.Definition.Vault, choice.Point.Repository);
        var content = await preview.ReadAsync(
            scope, choice.Point.Snapshot!, wanted.Databases, cancellationToken);
        if (tables.FirstOrDefault(table => !content.Tables.Contains(table)) is { } missing)
        {
            throw RestoreTables.Missing(missing, choice.Point);
        }
    }
}
