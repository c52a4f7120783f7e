using Mesh.Catalog.Logs;
using Mesh.Domain.Names;
using Mesh.Functions.Runs;
using Mesh.Functions.Systems;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Databases;

/// <summary>An app that captures the log of one server, in short movements.</summary>
internal static class LogApp
{
    public static readonly ComponentAddress Ledger = ComponentAddress.Parse($"{TestApp.System}/ledger");

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static Task<TestApp> StartAsync(MariaDbServer source) => TestApp.StartAsync(new TestAppOptions
    {
        ManifestIn = _ =>
            $"  - {{name: ledger, kind: database, log: continuous, connection: '{Connection(source)}'}}",
        Settings = new Dictionary<string, string>
        {
            ["MESH_SCHEDULE_TICK"] = "* * * * * *",
            ["MESH_CAPTURE_SECONDS"] = "2",
        },
    });

    public static string Connection(MariaDbServer server) => $"mariadb://root@127.0.0.1:{server.Port}?tls=off";

    public static LogStreams Logs(TestApp app) => app.Services.GetRequiredService<LogStreams>();

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
