using System.Diagnostics;
using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Functions.Runbooks;
using Mesh.Orchestrations.Runbooks;
using Mesh.Functions.Runs;
using Mesh.Functions.Standbys;
using Mesh.Sites.Commands;
using Mesh.Sites.Epochs;
using Mesh.Sites.Hosts;
using Mesh.Tests.App.Running;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.Kit.MariaDb;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// The system <c>bank</c> with a database and an application at site <c>a</c>, which sleep at site <c>b</c>:
/// real servers, real agents, and an application of which only a mark tells whether it runs.
/// </summary>
internal sealed class SleepingSites : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly EpochVoters voters;
    private readonly List<CommandPart> parts = [];

    private SleepingSites(TestApp app, MariaDbServer serverA, MariaDbServer serverB)
    {
        (App, ServerA, ServerB) = (app, serverA, serverB);
        voters = BankSystem.Voters(app);
    }

    public TestApp App { get; }

    public MariaDbServer ServerA { get; }

    public MariaDbServer ServerB { get; }

    public RealSite A { get; private set; } = null!;

    public RealSite B { get; private set; } = null!;

    public string Log => $"{A.Log}\n{B.Log}\n{App.Log}";

    /// <summary>Whether the application at <c>b</c> runs.</summary>
    public bool Runs => File.Exists(App.Folder["app-b"]);

    /// <summary>How large the application at <c>b</c> was told to be.</summary>
    public string Size => File.ReadAllText(App.Folder["app-b"]).Trim();

    /// <summary>Where the declared script copies the logs of <c>b</c>'s application, at <c>a</c>.</summary>
    public string CopiedLogs => App.Folder["logs-a"];

    /// <summary>Writes into the application's log at <c>b</c>.</summary>
    public void WriteLog(string line) =>
        File.AppendAllLines(Path.Combine(App.Folder["logs-b"], "app.log"), [line]);

    /// <summary>Declared, production taken on at <c>a</c>, asleep at <c>b</c>, backed up.</summary>
    /// <param name="standby">The class, with what it needs.</param>
    public static async Task<SleepingSites> StartAsync(string standby)
    {
        var app = await TestApp.StartAsync(new TestAppOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["MESH_SCHEDULE_TICK"] = "* * * * * *", ["MESH_CAPTURE_SECONDS"] = "2",
            },
        });
        var sites = new SleepingSites(
            app,
            await MariaDbServer.StartAsync("--server-id=1"),
            await MariaDbServer.StartAsync("--server-id=2"));
        await sites.ServerB.StopAsync();
        await sites.ServerA.SqlAsync("""
            CREATE USER clerk@'%'; GRANT SELECT, INSERT ON *.* TO clerk@'%';
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY) ENGINE=InnoDB;
            INSERT INTO bank.entry VALUES (1), (2), (3);
            """);
        await sites.DeclareAsync(standby);
        sites.A = await RealSite.StartAsync(
            app, "a", sites.ServerA, "b", sites.ServerB, sites.voters, sites.Options("a"));
        sites.B = await RealSite.StartAsync(
            app, "b", sites.ServerB, "a", sites.ServerA, sites.voters, sites.Options("b"));
        await sites.RunAsync(new RunbookRequest("bank", By: "ann", Protect: true));
        await sites.BackedUpAsync();
        return sites;
    }

    /// <summary>Runs a runbook to its good end.</summary>
    public async Task<RunbookView> RunAsync(RunbookRequest request)
    {
        var id = (await App.Api.RequestRunbookAsync(request, default)).Id;
        return await EndAsync(id);
    }

    /// <summary>Waits for a runbook's good end.</summary>
    /// <param name="id">The runbook.</param>
    /// <param name="answered">The number of the last question that was answered.</param>
    public async Task<RunbookView> EndAsync(string id, int answered = 0)
    {
        RunbookView? view = null;
        await UntilAsync(async () =>
        {
            view = await App.Api.GetRunbookAsync(id, default);
            Assert.False(view.Status?.Question > answered, $"{view.Status}\n{Log}");
            return view.IsOver();
        });
        Assert.True(view!.State == "succeeded", $"{view.Report?.Reason}\n{Log}");
        return view;
    }

    /// <summary>Waits for the question of a runbook.</summary>
    public async Task<RunbookStatus> AskedAsync(string id)
    {
        RunbookView? view = null;
        await UntilAsync(async () =>
        {
            view = await App.Api.GetRunbookAsync(id, default);
            Assert.False(view.IsOver(), $"{view.Report?.Reason}\n{Log}");
            return view.Status is { Question: > 0 };
        });
        return view!.Status!;
    }

    /// <summary>Waits until the vault has a point, and its log, of what is production now.</summary>
    // A database whose log is followed is backed up by itself as soon as it is declared.
    public Task BackedUpAsync(int points = 1) => UntilAsync(async () =>
        (await App.Api.ListPointsAsync("?system=bank", default)).Items
            .Count(point => point.State == "verified") >= points);

    /// <summary>Wakes what sleeps, and waits until it sleeps again.</summary>
    public async Task<CycleView> CycleAsync(string kind = "cycle")
    {
        var cycle = await App.Api.WakeStandbyAsync(new WakeRequest("bank", kind), default);
        await UntilAsync(async () => (cycle = await FindAsync(cycle.Id)).EndedAt is not null);
        return cycle;
    }

    public async Task<IReadOnlyList<RunView>> RestoresAsync() =>
        [.. (await App.Api.ListRunsAsync("?system=bank", default)).Items.Where(run => run.Kind == "restore")];

    public async Task<CycleView> FindAsync(string cycle) =>
        (await App.Api.ListCyclesAsync("?system=bank", default)).Items.Single(each => each.Id == cycle);

    /// <summary>Whether the standby's server runs.</summary>
    public async Task<bool> IsAwakeAsync()
    {
        try
        {
            return await ServerB.SqlAsync("SELECT 1") == "1\n";
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Waits until all that was committed before is in the vault.</summary>
    public async Task ShippedAsync()
    {
        var now = DateTimeOffset.UtcNow;
        await UntilAsync(async () => (await App.Api.ListSystemsAsync(default)).Items
            .Single(system => system.Name == "bank").Components
            .Single(component => component.Component == "db").ConsistentAt >= now);
    }

    public static async Task<IReadOnlyList<int>> RowsAsync(MariaDbServer server) =>
        [.. (await server.SqlAsync("SELECT n FROM bank.entry ORDER BY n"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];

    public async Task UntilAsync(Func<Task<bool>> so)
    {
        var began = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(began.Elapsed < Limit, Log);
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        parts.ForEach(part => part.Dispose());
        await voters.DisposeAsync();
        await App.DisposeAsync();
        await ServerA.DisposeAsync();
        await ServerB.DisposeAsync();
    }

    private async Task DeclareAsync(string standby)
    {
        var folder = App.Folder;
        var objectives = standby.Contains("cold", StringComparison.Ordinal)
            ? "{rpo: 24h, rto: 7d}"
            : "{rpo: 1h, rto: 4h}";

        // Production's application runs.
        await File.WriteAllTextAsync(folder["app-a"], "");
        Directory.CreateDirectory(folder["logs-b"]);
        var manifest = $$"""
            {{BankSystem.Head(folder, App.VaultFolder)}}
            objectives: {{objectives}}
            failover:
              mode: approve
              approvers: [ann]
              approveWithin: 15m
              steps:
                - {name: copy-logs, kind: script, of: failback, after: switch, at: old, maySkip: true}
            components:
              - name: db
                kind: database
                log: continuous
                connection: '{{Connection(ServerA)}}'
                standby: {site: b, {{standby}}, connection: '{{Connection(ServerB)}}'}
              - name: app
                kind: hosts
                dependsOn: [db]
                capacity: {minimal: 1, full: 2}
                standby: {site: b, {{standby}}}
            """;
        await App.Api.PutSystemAsync("bank", manifest, "bank.yaml", false, null, default);
        await voters.FoundAsync(default);
    }

    private static string Connection(MariaDbServer server) =>
        $"mariadb://root@127.0.0.1:{server.Port}?tls=off";

    private RealSiteOptions Options(string site)
    {
        // What tells that it runs has its size in it.
        var mark = App.Folder[$"app-{site}"];
        DeclaredCommand sized = new() { Arguments = ["sh", "-c", $"echo $MESH_CAPACITY >'{mark}'"] };
        var part = Part(site, "app", new Dictionary<SiteVerb, DeclaredCommand>
        {
            [SiteVerb.Start] = sized,
            [SiteVerb.Stop] = new() { Arguments = ["rm", "-f", mark] },
            [SiteVerb.Scale] = sized,
            [SiteVerb.ScaleBack] = sized,
            [SiteVerb.Status] = new()
            {
                Arguments = ["sh", "-c", $"test -e '{mark}' || exit 7; echo capacity=$(cat '{mark}')"],
            },
            [SiteVerb.Check] = new() { Arguments = ["test", "-e", mark] },
        });
        var logs = Part(site, "copy-logs", new Dictionary<SiteVerb, DeclaredCommand>
        {
            [SiteVerb.Run] = new() { Arguments = ["cp", "-r", App.Folder["logs-b"], CopiedLogs] },
        });
        parts.AddRange([part, logs]);
        return new RealSiteOptions { Mode = ReplicationMode.Async, More = [part, logs] };
    }

    private static CommandPart Part(
        string site, string component, IReadOnlyDictionary<SiteVerb, DeclaredCommand> commands) => new(
            new CommandPartOptions
            {
                Component = component, System = "bank", Site = site, Commands = commands,
            },
            TimeProvider.System);
}
