using Mesh.Activities.Movements;
using Mesh.Activities.Vaults;
using Mesh.Catalog.Logs;
using Mesh.Domain.Names;
using Mesh.Functions.Runs;
using Mesh.Functions.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Databases;

/// <summary>An app that captures the log of one server, in short movements.</summary>
internal static class LogApp
{
    public static readonly ComponentAddress Ledger = ComponentAddress.Parse($"{TestApp.System}/ledger");

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <param name="source">The server.</param>
    /// <param name="more">More of the component's manifest, with ", " behind.</param>
    /// <param name="settings">More settings; what is changed in them holds after a restart.</param>
    /// <param name="clock">The app's clock; null for the real one.</param>
    public static Task<TestApp> StartAsync(
        MariaDbServer source,
        string more = "",
        Dictionary<string, string>? settings = null,
        TimeProvider? clock = null)
    {
        settings ??= [];
        settings["MESH_SCHEDULE_TICK"] = "* * * * * *";
        settings["MESH_CAPTURE_SECONDS"] = "2";
        return TestApp.StartAsync(new TestAppOptions
        {
            ManifestIn = _ =>
                $"  - {{name: ledger, kind: database, log: continuous, {more}"
                + $"connection: '{Connection(source)}'}}",
            Settings = settings,
            Clock = clock ?? TimeProvider.System,
        });
    }

    public static string Connection(MariaDbServer server) => $"mariadb://root@127.0.0.1:{server.Port}?tls=off";

    public static LogStreams Logs(TestApp app) => app.Services.GetRequiredService<LogStreams>();

    /// <summary>What the vault holds of a log.</summary>
    public static async Task<LogChain> ChainAsync(TestApp app, string stream)
    {
        var vault = await app.Services.GetRequiredService<VaultOpener>().OpenAsync(Scope(app), default);
        return new LogChain(vault.Repository, stream);
    }

    /// <summary>Does again what a restore does at its end: compares the target with dump and log.</summary>
    public static async Task<MovementResult> VerifyAsync(TestApp app, MariaDbServer target)
    {
        var point = (await app.PointsAsync()).Single();
        return await app.Services.GetRequiredService<MovementWorker>().DoAsync(
            new MovementMessage
            {
                Run = Scope(app),
                MovementId = "again",
                Kind = MovementKind.VerifyReplay,
                Step = 1,
                Attempt = 1,
                Database = new DatabaseSource { Connection = Connection(target) },
                Log = new LogTask { Stream = point.Id, Start = point.Position },
                Snapshot = point.Snapshot!,
                MovementBytes = 1,
            },
            default);
    }

    /// <summary>A moment after all that was committed before and before all that is committed later, for
    /// the log, which knows commit times by the second only.</summary>
    public static async Task<DateTimeOffset> MomentAsync()
    {
        var moment = DateTimeOffset.UtcNow;
        while (DateTimeOffset.UtcNow.ToUnixTimeSeconds() == moment.ToUnixTimeSeconds())
        {
            await Task.Delay(20);
        }

        return moment;
    }

    /// <summary>Backs the server up.</summary>
    public static async Task<RunView> BackUpAsync(TestApp app)
    {
        var asked = await app.Api.RequestBackupAsync(new BackupRequest(TestApp.System, "ledger"), default);
        var run = await app.EndAsync(asked.Runs[0]);
        Assert.True(run.State == "succeeded", 
            $"{run.Error?.Cause}\n{string.Join('\n', run.Outcome?.Warnings ?? [])}\n{app.Log}");
        return run;
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(TestApp app, Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            await WaitAsync(app, limit);
        }
    }

    /// <summary>Waits until all that was committed at a time is held.</summary>
    public static async Task<ComponentSummary> HeldAsync(TestApp app, DateTimeOffset time)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var system = Assert.Single((await app.Api.ListSystemsAsync(limit.Token)).Items);
            var ledger = system.Components.Single(component => component.Component == "ledger");
            if (ledger.ConsistentAt >= time)
            {
                return ledger;
            }

            await WaitAsync(app, limit);
        }
    }

    /// <summary>Waits until the component's logs, the newest first, are as wanted.</summary>
    public static async Task<IReadOnlyList<LogStreamRecord>> LogsAsync(
        TestApp app, Func<IReadOnlyList<LogStreamRecord>, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var logs = await Logs(app).ListAsync(Ledger, limit.Token);
            if (wanted(logs))
            {
                return logs;
            }

            await WaitAsync(app, limit);
        }
    }

    public static async Task<RunView> RestoreAsync(
        TestApp app, MariaDbServer target, DateTimeOffset at, bool overwrite = false)
    {
        var request = new RestoreRequest(
            TestApp.System, "ledger", Connection(target), At: at, Overwrite: overwrite);
        return await app.EndAsync((await app.Api.RequestRestoreAsync(request, default)).Runs[0]);
    }

    private static RunScope Scope(TestApp app) => new()
    {
        RunId = "test",
        System = TestApp.System,
        Component = "ledger",
        Repository = app.Repository,
        PasswordReference = $"file:{app.Folder["password"]}",
    };

    private static async Task WaitAsync(TestApp app, CancellationTokenSource limit)
    {
        try
        {
            await Task.Delay(100, limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It took too long.\n{app.Log}");
        }
    }
}
