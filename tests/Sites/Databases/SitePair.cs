using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Tests.Kit.MariaDb;
using Xunit.Sdk;

namespace Mesh.Tests.Sites.Databases;

/// <summary>Two real servers, <c>a</c> the production and <c>b</c> new and empty, and their parts.</summary>
internal sealed class SitePair : IAsyncDisposable
{
    private const string Password = "p'\\w\"d";

    private readonly List<MariaDbPart> parts = [];

    private SitePair(MariaDbServer a, MariaDbServer b, ReplicationMode mode)
    {
        (A, B, Mode) = (a, b, mode);
        PartA = Open(a, "b", b);
        PartB = Open(b, "a", a);
    }

    public MariaDbServer A { get; }

    public MariaDbServer B { get; }

    public ReplicationMode Mode { get; }

    public MariaDbPart PartA { get; private set; }

    public MariaDbPart PartB { get; private set; }

    public static async Task<SitePair> StartAsync(ReplicationMode mode)
    {
        var servers = await Task.WhenAll(
            MariaDbServer.StartAsync("--server-id=1"), MariaDbServer.StartAsync("--server-id=2"));
        await servers[0].SqlAsync($"""
            CREATE USER repl@'%' IDENTIFIED BY '{Password.Replace("\\", "\\\\").Replace("'", "\\'")}';
            GRANT REPLICATION SLAVE ON *.* TO repl@'%';
            CREATE DATABASE bank;
            CREATE TABLE bank.entry (n INT PRIMARY KEY, writer INT) ENGINE=InnoDB;
            """);
        return new SitePair(servers[0], servers[1], mode);
    }

    /// <summary>A production at <c>a</c> whose replica at <c>b</c> is connected.</summary>
    public static async Task<SitePair> StartFollowingAsync(ReplicationMode mode)
    {
        var pair = await StartAsync(mode);
        await MustAsync(pair.PartA, SiteVerb.Promote);
        await MustAsync(pair.PartB, SiteVerb.Follow, "a");

        // What the agents do every second: the primary waits for its standby from here on, who has seen it.
        await pair.PartA.TendAsync(default);
        if (mode == ReplicationMode.SemiSync)
        {
            await TendUntilLosslessAsync(pair.PartA);
        }

        await pair.PartB.TendAsync(default);
        return pair;
    }

    public static Task TendUntilLosslessAsync(MariaDbPart primary) => Writers.UntilAsync(async () =>
    {
        await primary.TendAsync(default);
        return (await AskAsync(primary, SiteVerb.Status)).Database!.LosesNothing;
    });

    public static Task<SiteAnswer> AskAsync(
        MariaDbPart part,
        SiteVerb verb,
        string primary = "",
        string rebuild = "",
        FenceEvidence? evidence = null) =>
        part.DoAsync(
            new SiteOrder
            {
                OrderId = $"{verb}", System = "bank", Site = "x", Component = part.Component, Verb = verb,
                Epoch = 1, Primary = primary, Rebuild = rebuild, Evidence = evidence,
            },
            default);

    public static async Task<SiteAnswer> MustAsync(MariaDbPart part, SiteVerb verb, string primary = "")
    {
        var answer = await AskAsync(part, verb, primary);
        return answer.Succeeded ? answer : throw new XunitException($"{verb}: {answer}");
    }

    /// <summary>A command to start the server whose first run says that it is done and has no effect, as one
    /// that meets the server while it ends.</summary>
    public static DeclaredCommand StartOnceMore(MariaDbServer server)
    {
        var done = server.OptionFile + ".start-ran";
        return new DeclaredCommand
        {
            Arguments =
            [
                "sh", "-c", $"[ -e {done} ] || {{ touch {done}; exit 0; }}; \"$@\"", "sh",
                .. server.StartCommand,
            ],
        };
    }

    /// <summary>The part of <c>a</c> as a restarted agent has it.</summary>
    public void ReopenA() => PartA = Open(A, "b", B);

    /// <summary>The part of <c>b</c> as a restarted agent has it.</summary>
    public void ReopenB() => PartB = Open(B, "a", A);

    public MariaDbPart Open(
        MariaDbServer server,
        string peerSite,
        MariaDbServer peer,
        DeclaredCommand? kill = null,
        DeclaredCommand? start = null,
        int? peerPort = null)
    {
        var part = new MariaDbPart(
            new MariaDbPartOptions
            {
                Component = "db",
                Connection = DatabaseConnection.Parse($"mariadb://root@localhost?socket={server.Socket}"),
                Peers = new Dictionary<string, DatabaseConnection>
                {
                    [peerSite] = DatabaseConnection.Parse(
                        $"mariadb://repl@127.0.0.1:{peerPort ?? peer.Port}?password=env:ANY&tls=off"),
                },
                RoleFile = server.OptionFile,
                Kill = kill ?? new DeclaredCommand { Arguments = server.KillCommand },
                Start = start ?? new DeclaredCommand { Arguments = server.StartCommand },
                Mode = Mode,
            },
            (_, _) => Task.FromResult(Password),
            TimeProvider.System);
        parts.Add(part);
        return part;
    }

    public async ValueTask DisposeAsync()
    {
        parts.ForEach(part => part.Dispose());
        await A.DisposeAsync();
        await B.DisposeAsync();
    }
}
