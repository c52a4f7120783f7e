using Mesh.Activities.Sites;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;
using Mesh.Domain.Systems;
using Mesh.Functions.Captures;
using Mesh.Functions.Proofs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>
/// Starts the orchestration of a run that is entered in the catalogue. Entering comes first: a run whose
/// start was cut off is found there and started later.
/// </summary>
public sealed class RunStarter(
    SystemRegistry systems,
    RecoveryPoints points,
    CoveringLogs logs,
    ProductionServers servers,
    ProofInputs proofs,
    AppSettings settings)
{
    // A movement ends within minutes, also where a function may run for ten at most.
    private const double ReplaySeconds = 300;

    /// <summary>Starts the run's orchestration unless it has been started.</summary>
    public async Task StartAsync(
        DurableTaskClient client, RunRecord run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(run);
        var id = run.Id.Value;
        if (await client.GetInstanceAsync(id, cancellationToken) is not null)
        {
            return;
        }

        var (name, input) = run.Kind switch
        {
            RunKind.Backup => (OrchestratorNames.Backup, (object)await BackupAsync(run, cancellationToken)),
            RunKind.Restore => (OrchestratorNames.Restore, await RestoreAsync(run, cancellationToken)),
            _ => (OrchestratorNames.Prove, await proofs.OfAsync(run, cancellationToken)),
        };
        await InstanceStart.OnceAsync(client, name, id, input, cancellationToken);
    }

    /// <summary>What the orchestration of a backup starts with.</summary>
    internal Task<BackupInput> BackupInputAsync(RunRecord run, CancellationToken cancellationToken) =>
        BackupAsync(run, cancellationToken);

    /// <summary>What the orchestration of a restore starts with.</summary>
    internal Task<RestoreInput> InputAsync(RunRecord run, CancellationToken cancellationToken) =>
        RestoreAsync(run, cancellationToken);

    internal static RunScope Scope(RunRecord run, VaultSettings vault) =>
        Scope(run.Id.Value, run.Component, vault);

    /// <summary>What a run on a vault must know of it.</summary>
    internal static RunScope Scope(
        string run, ComponentAddress component, VaultSettings vault, string? repository = null) => new()
    {
        RunId = run,
        System = component.System.Value,
        Component = component.Component.Value,
        Repository = repository ?? vault.Repository.Value,
        PasswordReference = vault.Password.ToString(),
    };

    private async Task<BackupInput> BackupAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var system = (await systems.GetAsync(run.Component.System, cancellationToken)).Definition;
        var component = system.Find(run.Component.Component) ?? throw UnknownComponent(run.Component);
        var known = await points.ListAsync(
            new PointFilter(run.Component.System), new Catalog.Paging.PageRequest(1), cancellationToken);
        var (files, database) = (component as FilesComponent, component as DatabaseComponent);
        var server = database is null
            ? null
            : ProductionServers.At(database, ProductionServers.SiteOf(system, run));
        return new BackupInput
        {
            Run = Scope(run.Id.Value, run.Component, system.Vault) with
            {
                Kept = run.Purpose == RunPurpose.Keep,
            },
            Paths = files?.Paths ?? [server!.SnapshotPath],
            Root = files?.RootAt(ProductionServers.SiteOf(system, run)) ?? "",
            Excludes = files?.Excludes ?? [],
            Database = database is null ? null : new DatabaseSource
            {
                Connection = server!.ToString(),
                Connections = database.Connections,
                BytesPerSecond = database.BytesPerSecond,
            },
            Full = run.Mode == BackupMode.Full,
            CreateVault = known.Items.Count == 0,
            Policy = database is null ? settings.Policy : OfServers(),
            Progress = new RunProgress
            {
                Snapshot = files is null || run.Mode == BackupMode.Full
                    ? ""
                    : await ComparableAsync(system, files, run, cancellationToken),
            },
        };
    }

    // Inodes and times of two sites' files say nothing about each other: beside what another site had, all
    // would be read again. Where files are at one site only, the mover finds the newest by itself.
    private async Task<string> ComparableAsync(
        SystemDefinition system, FilesComponent files, RunRecord run, CancellationToken cancellationToken)
    {
        if (files.Standby is not { IsFilled: true })
        {
            return "";
        }

        var page = await points.ListAsync(
            new PointFilter(system.Name, files.Name, Restorable: true),
            new Catalog.Paging.PageRequest(Catalog.Paging.PageRequest.Largest), cancellationToken);
        foreach (var point in page.Items.Where(point => point.Repository == system.Vault.Repository.Value))
        {
            if (await servers.SiteOfAsync(system, point.Run, cancellationToken)
                == ProductionServers.SiteOf(system, run))
            {
                return point.Snapshot ?? "";
            }
        }

        return "";
    }

    private async Task<RestoreInput> RestoreAsync(RunRecord run, CancellationToken cancellationToken)
    {
        var system = (await systems.GetAsync(run.Component.System, cancellationToken)).Definition;
        var point = await points.ResolveAsync(run.Component, run.Point!, cancellationToken);
        var log = run.Until is null && run.Place is null
            ? null
            : await LogAsync(run, point, cancellationToken);
        var mirrored = run.Purpose == RunPurpose.Fill
            ? system.Find(run.Component.Component) as FilesComponent
            : null;
        return new RestoreInput
        {
            Run = Scope(run.Id.Value, run.Component, system.Vault, point.Repository),
            Snapshot = point.Snapshot!,
            Target = run.Target!,
            Database = DatabaseConnection.IsMeant(run.Target!)
                ? new DatabaseSource { Connection = run.Target!, Databases = run.Databases }
                : null,
            Log = log,
            Aside = RestoreChoice.GoesAside(run.Tables, run.Databases, log is not null)
                ? new AsideTask { Tables = run.Tables, As = run.TableAs }
                : null,
            Mirrored = mirrored?.Paths ?? [],
            Excludes = mirrored?.Excludes ?? [],
            Overwrite = run.Overwrite,
            Policy = DatabaseConnection.IsMeant(run.Target!) ? OfServers() : settings.Policy,
        };
    }

    // A server is one movement, however large it is; the queue gives a dead worker's message to another.
    private MovementPolicy OfServers() => OfServers(settings);

    internal static MovementPolicy OfServers(AppSettings settings) => settings.Policy with
    {
        PatienceSeconds = Math.Max(settings.Policy.PatienceSeconds, TimeSpan.FromDays(2).TotalSeconds),
    };

    private async Task<LogTask> LogAsync(
        RunRecord run, PointRecord point, CancellationToken cancellationToken)
    {
        var log = run.Until is { } until
            ? await logs.FindAsync(point, until, cancellationToken)
            : await logs.FindAsync(point, cancellationToken);
        return log is null
            ? throw new MeshException(
                "log-gone",
                point.Run.Value,
                "no log follows the point any more",
                "restore the point itself",
                ExitCode.BadInput)
            : new LogTask
            {
                Stream = log.Stream,
                Start = point.Position,
                Until = run.Until,
                Place = run.Place ?? "",
                Seconds = ReplaySeconds,
            };
    }

    internal static MeshException UnknownComponent(ComponentAddress component) => new(
        "unknown-component",
        component.ToString(),
        "the system has no such component",
        $"'mesh system show {component.System}' lists them",
        ExitCode.BadInput);
}
