using Mesh.Sources.MariaDb.Dumping;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;
using Mesh.Sources.MariaDb.Records;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Sources.MariaDb.Verifying;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.MariaDb.Parts;

namespace Mesh.Tests.MariaDb.Log.Advancing;

/// <summary>A source whose dump and log are in a vault, and a target that is brought forward by
/// them.</summary>
internal sealed class Rewound : IAsyncDisposable
{
    private const string Stream = "log";
    private static readonly ReplayOptions Small = new() { GroupsPerCommit = 7, BytesPerStatement = 100_000 };

    private readonly DumpVault _vault;
    private DumpResult _dump = null!;
    private LogStart _start = null!;

    private Rewound(MariaDbServer source, MariaDbServer target, DumpVault vault) =>
        (Source, Target, _vault) = (source, target, vault);

    public MariaDbServer Source { get; }

    public MariaDbServer Target { get; }

    public LogChain Chain => new(_vault.Repository, Stream);

    public LogStart Start => _start;

    public DumpRecord Record => _dump.Record;

    /// <summary>Empties the servers, makes what the statements say, dumps it, and loads the target.</summary>
    public static async Task<Rewound> DumpAsync(TwoServers servers, string statements)
    {
        var rewound = new Rewound(servers.Source, servers.Target, await DumpVault.CreateAsync());
        await Task.WhenAll(EmptyAsync(servers.Source), EmptyAsync(servers.Target));
        await servers.Source.SqlAsync(statements);
        rewound._dump = await rewound._vault.DumpAsync(
            servers.Source, new DumpOptions { NonTransactional = NonTransactional.Lock });
        var point = rewound._dump.Record.Point;
        rewound._start = new LogStart(
            new LogPosition(point.BinlogFile!, point.BinlogPosition!.Value), GtidPosition.Parse(point.Gtid));
        await rewound._vault.LoadAsync(rewound.Target, rewound._dump.Tree);
        return rewound;
    }

    /// <summary>Runs statements on the source.</summary>
    public Task<string> SqlAsync(string statements) => Source.SqlAsync(statements);

    /// <summary>Puts what the source has logged into the vault.</summary>
    public Task CaptureAsync() => Captured.CaptureToEndAsync(_vault.Repository, Stream, Source, _start);

    /// <summary>Brings the target forward.</summary>
    public async Task<ReplayPlan> ReplayAsync(ReplayEnd end)
    {
        var replay = new LogReplay(Chain, Target.Login(), Small, TimeProvider.System);
        var plan = await replay.PlanAsync(_start, end, default);
        await replay.RunAsync(plan, null, default);
        return plan;
    }

    /// <summary>Compares the target with dump and log.</summary>
    public Task<ReplayVerifyResult> VerifyAsync(ReplayPlan plan) => MariaDbReplayVerify.RunAsync(
        Target.Login(), Record, Chain, plan, 2, default);

    /// <summary>Captures and replays all, and compares.</summary>
    public async Task<ReplayVerifyResult> FinishAsync()
    {
        await CaptureAsync();
        return await VerifyAsync(await ReplayAsync(ReplayEnd.OfLog));
    }

    public ValueTask DisposeAsync() => _vault.DisposeAsync();

    private static async Task EmptyAsync(MariaDbServer server)
    {
        var names = await server.SqlAsync(
            "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN "
            + "('mysql', 'sys', 'information_schema', 'performance_schema')");
        foreach (var name in names.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await server.SqlAsync($"SET foreign_key_checks = 0; DROP DATABASE `{name}`");
        }
    }
}
