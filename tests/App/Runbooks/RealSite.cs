using Mesh.Domain.Standbys;
using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Domain.Systems;
using Mesh.Runtime.Queues;
using Mesh.Sites.Agents;
using Mesh.Sites.Commands;
using Mesh.Sites.Databases;
using Mesh.Sites.Epochs;
using Mesh.Sites.Watchdogs;
using Mesh.Storage.Memory;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit.MariaDb;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Runbooks;

/// <summary>
/// A site with a real server and a real agent, which takes its orders from the app's queues as long as it is
/// connected.
/// </summary>
internal sealed class RealSite : IAsyncDisposable
{
    private readonly IQueueTransport queues;
    private readonly string queue;
    private readonly List<string> log = [];
    private readonly RandomNumberGenerator random = RandomNumberGenerator.Create();
    private readonly CancellationTokenSource stop = new();
    private readonly EpochVoters voters;
    private readonly MariaDbPart part;
    private readonly RealSiteOptions options;
    private SiteLease? lease;
    private EpochMemory? memory;
    private SiteAgent agent = null!;
    private Task keeping = Task.CompletedTask;
    private Task taking = Task.CompletedTask;

    private RealSite(
        TestApp app,
        string name,
        MariaDbServer server,
        string peer,
        MariaDbServer other,
        EpochVoters voters,
        RealSiteOptions options)
    {
        (Name, Server, this.voters, this.options) = (name, server, voters, options);
        queues = app.Services.GetRequiredService<IQueueTransport>();
        queue = SiteQueues.OrdersOf(SystemName.Parse("bank"), SiteName.Parse(name));
        part = new MariaDbPart(
            new MariaDbPartOptions
            {
                Component = "db",
                Connection = DatabaseConnection.Parse($"mariadb://root@localhost?socket={server.Socket}"),
                Peers = new Dictionary<string, DatabaseConnection>
                {
                    [peer] = DatabaseConnection.Parse($"mariadb://repl@127.0.0.1:{other.Port}?tls=off"),
                },
                RoleFile = server.OptionFile,
                Kill = new DeclaredCommand { Arguments = server.KillCommand },
                Start = new DeclaredCommand { Arguments = server.StartCommand },
                Mode = options.Mode,
            },
            (_, _) => Task.FromResult(""),
            TimeProvider.System);
    }

    public string Name { get; }

    public MariaDbServer Server { get; }

    /// <summary>Whether its orders reach it, and its answers the app.</summary>
    public bool Connected { get; set; } = true;

    /// <summary>What was ordered and done, as <c>start-db</c>.</summary>
    public List<string> Done { get; } = [];

    public string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log);
            }
        }
    }

    public static async Task<RealSite> StartAsync(
        TestApp app,
        string name,
        MariaDbServer server,
        string peer,
        MariaDbServer other,
        EpochVoters voters,
        RealSiteOptions? options = null)
    {
        var site = new RealSite(app, name, server, peer, other, voters, options ?? new RealSiteOptions());
        await site.BeginAsync();
        return site;
    }

    public Task<SiteAnswer> StatusAsync() => agent.DoAsync(
        new SiteOrder
        {
            OrderId = $"test-{Guid.NewGuid()}", System = "bank", Site = Name, Component = "db",
            Verb = SiteVerb.Status, Epoch = 1,
        },
        default);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAny(taking);
        await Task.WhenAny(keeping);
        await agent.DisposeAsync();
        lease!.Dispose();
        memory!.Dispose();
        part.Dispose();
        random.Dispose();
        stop.Dispose();
    }

    private async Task BeginAsync()
    {
        var disk = new MemoryObjectStore();
        var rules = new LeaseRules();
        memory = await EpochMemory.OpenAsync(disk, default);
        lease = new SiteLease(
            Name, options.Watchdog.IsPresent, voters, memory, rules, TimeProvider.System, random);
        agent = new SiteAgent(
            "bank",
            Name,
            [part, .. options.More],
            lease,
            memory,
            await AnswerMemory.OpenAsync(disk, default),
            options.Watchdog,
            rules, TimeProvider.System, Tell);
        keeping = agent.RunAsync(stop.Token);
        taking = TakeAsync();
    }

    private async Task TakeAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            var messages = Connected
                ? await queues.ReceiveAsync(queue, 1, TimeSpan.FromSeconds(60), stop.Token)
                : [];
            foreach (var message in messages)
            {
                var order = JsonSerializer.Deserialize<SiteOrder>(message.Body)!;
                var answer = await agent.DoAsync(order, stop.Token);
                if (answer.Succeeded)
                {
                    Done.Add($"{Domain.Spelling.Words.Of(order.Verb)}-{order.Component}");
                }

                Tell($"{order.Verb} in epoch {order.Epoch}: {answer.Succeeded} {answer.Code} {answer.Told}");
                await queues.SendAsync(
                    "answers", JsonSerializer.Serialize(answer), TimeSpan.Zero, stop.Token);
                await queues.DeleteAsync(message, stop.Token);
            }

            await Task.Delay(20, stop.Token);
        }
    }

    private void Tell(string line)
    {
        lock (log)
        {
            log.Add($"{Name}: {line}");
        }
    }
}
