using System.Security.Cryptography;
using Mesh.Activities.Locks;
using Mesh.Activities.Movements;
using Mesh.Activities.Sites;
using Mesh.Activities.Vaults;
using Mesh.Catalog;
using Mesh.Catalog.Database;
using Mesh.Catalog.Logs;
using Mesh.Catalog.Manifests;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Runs;
using Mesh.Catalog.Systems;
using Mesh.Catalog.Telemetry;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Functions;
using Mesh.Functions.Captures;
using Mesh.Functions.Proofs;
using Mesh.Functions.Runs;
using Mesh.Functions.Schedules;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.Databases;
using Mesh.Storage;
using Mesh.Storage.Locations;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Tests.App.Parts;

/// <summary>
/// Parts of the app, by themselves: a catalogue with one system of two components, and vaults in folders.
/// </summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private readonly ServiceProvider services;
    private readonly TimeProvider clock;

    private Bench(Func<RepositoryLocation, IObjectStore>? openStore, TimeProvider clock)
    {
        this.clock = clock;
        services = new ServiceCollection()
            .AddSingleton(clock)
            .AddCatalog(new CatalogOptions(Folder["catalog.db"]))
            .BuildServiceProvider();
        Vaults = new VaultOpener(
            openStore
                ?? (location => ObjectStores.Open(location, TimeProvider.System)),
                TimeProvider.System,
                random);
    }

    public ScratchFolder Folder { get; } = new();

    public VaultOpener Vaults { get; }

    public RunLog Runs => services.GetRequiredService<RunLog>();

    public RecoveryPoints Points => services.GetRequiredService<RecoveryPoints>();

    public RestoredPoints Restored => services.GetRequiredService<RestoredPoints>();

    public LogNeeds Needs => services.GetRequiredService<LogNeeds>();

    public LogStreams Logs => services.GetRequiredService<LogStreams>();

    public SystemRegistry Systems => services.GetRequiredService<SystemRegistry>();

    public string VaultFolder => Folder["vault"];

    public static async Task<Bench> OpenAsync(
        Func<RepositoryLocation, IObjectStore>? openStore = null, TimeProvider? clock = null)
    {
        var bench = new Bench(openStore, clock ?? TimeProvider.System);
        Directory.CreateDirectory(bench.Folder["source"]);
        await File.WriteAllTextAsync(bench.Folder["password"], "correct horse battery\n");
        await bench.services.GetRequiredService<CatalogDatabase>().UpgradeAsync(default);
        await bench.Systems.ApplyAsync(
            SystemManifest.Read(bench.Manifest(), "test.yaml"), "test", null, default);
        return bench;
    }

    /// <summary>The scope of a run on a vault; its password is in the file of that name.</summary>
    public RunScope Scope(string run, string vault = "vault", string password = "password") => new()
    {
        RunId = run,
        System = "shop",
        Component = "documents",
        Repository = Folder[vault],
        PasswordReference = $"file:{Folder[password]}",
    };

    /// <summary>Enters a backup that has begun.</summary>
    public async Task<RunRecord> BeginAsync(string id, string component = "documents")
    {
        var address = ComponentAddress.Parse($"shop/{component}");
        await Runs.RequestAsync(new NewRun(RunId.Parse(id), address, 1, RunKind.Backup, "test"), default);
        return await Runs.AdvanceAsync(RunId.Parse(id), RunEvent.Start, null, default);
    }

    /// <summary>Enters a verified point of a run.</summary>
    public async Task AddPointAsync(string run)
    {
        var point = new NewPoint(
            RunId.Parse(run),
            ComponentAddress.Parse("shop/documents"),
            VaultFolder,
            BackupMode.Full,
            clock.GetUtcNow(),
            new string('a', 64));
        await Points.RecordAsync(point, default);
        await Points.AdvanceAsync(point.Run, RecoveryPointEvent.Verify, null, default);
    }

    public RunStarter Starter()
    {
        var covering = new CoveringLogs(Logs, Points);
        var settings = new AppSettings
        {
            DataDirectory = Folder.FullPath,
            AlertSources = Folder["alert-sources.yaml"],
            AccessFile = Folder["access.yaml"],
            Notifications = Folder["notifications.yaml"],
            Queues = new MovementOptions { MovementsQueue = "movements", ResultsQueue = "results" },
        };
        return new RunStarter(
            Systems,
            Points,
            covering,
            new ProductionServers(services.GetRequiredService<ProductionBoard>(), Runs),
            new ProofInputs(Systems, Points, covering, Needs, settings),
            settings);
    }

    public RunMender Mender() => new(
        Runs, Starter(), new ReleaseRunLockActivity(Vaults), clock, NullLogger<RunMender>.Instance);

    public ScheduleFunctions Schedules() => new(
        services.GetRequiredService<DueRuns>(),
        Starter(),
        Mender(),
        services.GetRequiredService<ProtectionBoard>());

    public BackupFunctions Backups() => new(Systems, Runs, Starter(), clock, random);

    public MovementReadings Readings { get; } = new();

    private DatabaseEngines Engines => new(clock);

    public MovementWorker Worker() => new(
        new FilesBackupMover(Vaults),
        new FilesRestoreMover(Vaults),
        new DatabaseBackupMover(Vaults, Engines, Readings),
        new DatabaseRestoreMover(Vaults, Engines, Readings),
        new DatabaseLogMover(Vaults, Engines, Readings, NullLogger<DatabaseLogMover>.Instance),
        new LogTendingMover(Vaults, Engines),
        new DatabaseProofMover(
            Vaults,
            new ScratchSpace(Folder["scratch"]),
            Readings,
            clock,
            random,
            NullLogger<DatabaseProofMover>.Instance),
        new FilesProofMover(
            Vaults,
            new ScratchSpace(Folder["scratch"]),
            clock,
            random,
            NullLogger<FilesProofMover>.Instance),
        new DatabaseAsideMover(Vaults, new ScratchSpace(Folder["scratch"]), Readings, clock, random),
        Readings,
        NullLogger<MovementWorker>.Instance);

    public async ValueTask DisposeAsync()
    {
        await Vaults.DisposeAsync();
        await services.DisposeAsync();
        random.Dispose();
        Folder.Dispose();
    }

    private string Manifest() => $$"""
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites: [{name: office}]
        vault: {repository: '{{VaultFolder}}', password: 'file:{{Folder["password"]}}'}
        retention: {last: 1}
        schedule: {timeZone: UTC, incremental: '0 3 * * *'}
        components:
          - {name: documents, kind: files, paths: ['{{Folder["source"]}}']}
          - {name: pictures, kind: files, paths: ['{{Folder["source"]}}']}
        """;
}
