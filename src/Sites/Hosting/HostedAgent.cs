using System.Diagnostics;
using System.Security.Cryptography;
using Mesh.Domain.Standbys;
using Mesh.Sites.Agents;
using Mesh.Sites.Databases;
using Mesh.Sites.Epochs;
using Mesh.Sites.Probes;
using Mesh.Sites.Watchdogs;
using Mesh.Storage;
using Mesh.Storage.Files;

namespace Mesh.Sites.Hosting;

/// <summary>An agent put together as its configuration says, with what it holds.</summary>
public sealed class HostedAgent : IAsyncDisposable
{
    private const string SequenceFile = "probe-sequence";

    private readonly AgentFolder folder;
    private readonly EpochVoters voters;
    private readonly EpochMemory memory;
    private readonly SiteLease lease;
    private readonly AgentServer server;
    private readonly OrderLoop orders;
    private readonly PlaceProbes probes;
    private readonly Action<string> told;
    private readonly IReadOnlyList<ISitePart> parts;

    private HostedAgent(
        AgentFolder folder,
        EpochVoters voters,
        EpochMemory memory,
        SiteLease lease,
        AgentServer server,
        OrderLoop orders,
        PlaceProbes probes,
        IReadOnlyList<ISitePart> parts,
        SiteAgent agent,
        Action<string> told)
    {
        (this.folder, this.voters, this.memory, this.lease) = (folder, voters, memory, lease);
        (this.server, this.orders, this.parts, Agent) = (server, orders, parts, agent);
        (this.probes, this.told) = (probes, told);
    }

    /// <summary>The agent itself.</summary>
    public SiteAgent Agent { get; }

    /// <summary>Puts it together, and holds its folder; nothing runs yet.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="watchdog">Starts the watchdog's process, if one is declared.</param>
    /// <param name="resolve">Fetches secrets when they are used.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="random">For names of claims.</param>
    /// <param name="told">Told what happens, for the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Mesh.Domain.Errors.MeshException">Something of it cannot be used.</exception>
    public static async Task<HostedAgent> OpenAsync(
        AgentOptions options,
        ProcessStartInfo watchdog,
        ResolveSecret resolve,
        TimeProvider time,
        RandomNumberGenerator random,
        Action<string> told,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(random);
        var rules = options.LeaseRules;
        var parts = options.Parts.Select(part => part.Open(resolve, time)).ToList();
        var server = new AgentServer(options.Server, options.System, options.Site, time);
        var folder = AgentFolder.Hold(options.State);
        try
        {
            IObjectStore store = new FileObjectStore(options.State);
            var memory = await EpochMemory.OpenAsync(store, cancellationToken);
            var answers = await AnswerMemory.OpenAsync(store, cancellationToken);
            var voters = EpochVoterLocations.Open(options.System.Value, options.Voters, rules, time);
            var guarded = options.WatchdogCommands.Count > 0;
            var lease = new SiteLease(options.Site.Value, guarded, voters, memory, rules, time, random);
            IWatchdog dog = guarded
                ? new WatchdogProcess(watchdog, options.WatchdogCommands, rules.VoterLimit, time)
                : new NoWatchdog();
            var agent = new SiteAgent(
                options.System.Value, options.Site.Value, parts, lease, memory, answers, dog, rules, time,
                told);
            var orders = new OrderLoop(server, agent.DoAsync, time, new Random(Seed(random)), told);
            var probes = new PlaceProbes(
                options.System.Value, options.Site.Value, Path.Combine(options.State, SequenceFile),
                stop => DutiesAsync(server, stop), server, resolve, time, told);
            return new HostedAgent(
                folder, voters, memory, lease, server, orders, probes, parts, agent, told);
        }
        catch
        {
            folder.Dispose();
            server.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Keeps the lease, takes orders and looks at the declared checks until it is cancelled; then it fences
    /// the site, and returns when that is done.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] halves = [Agent.RunAsync(ending.Token), orders.RunAsync(ending.Token)];
        var looking = LookAsync(ending.Token);
        await Task.WhenAny(halves);

        // Without its other half neither may go on.
        await ending.CancelAsync();
        var all = Task.WhenAll(halves);
        await all.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await looking;
        if (!cancellationToken.IsCancellationRequested || all.IsFaulted)
        {
            await all;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        foreach (var part in parts.OfType<IDisposable>())
        {
            part.Dispose();
        }

        lease.Dispose();
        memory.Dispose();
        await voters.DisposeAsync();
        server.Dispose();
        folder.Dispose();
    }

    private static async Task<ProbeDuties> DutiesAsync(
        AgentServer server, CancellationToken cancellationToken)
    {
        var duties = await server.DutiesAsync(cancellationToken);
        return new ProbeDuties(
            duties.Checks, new Detection(TimeSpan.FromSeconds(duties.EverySeconds), duties.Failures));
    }

    // Production does not need it, so whatever ends it must not end production; a silent place is noticed.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await probes.RunAsync(cancellationToken);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                told($"the declared checks are looked at no more: {error.Message}");
            }
        }
    }

    private static int Seed(RandomNumberGenerator random)
    {
        var bytes = new byte[sizeof(int)];
        random.GetBytes(bytes);
        return BitConverter.ToInt32(bytes);
    }
}
