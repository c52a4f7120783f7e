using Mesh.Domain.Errors;
using Mesh.Domain.Secrets;
using Mesh.Domain.Sites;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sites.Databases;

/// <summary>One server and what is known of it, for those who change its role.</summary>
internal sealed class SiteServer(MariaDbPartOptions options, ResolveSecret resolve, TimeProvider time)
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    public MariaDbPartOptions Options => options;

    public TimeProvider Time => time;

    public RoleFile File { get; } = new(options);

    public RoleMemory Memory { get; } = RoleMemory.Open(options.RoleFile);

    public bool IsSemiSynchronous => options.Mode == ReplicationMode.SemiSync;

    public string Location => new DatabaseLogin(options.Connection, "").Location;

    /// <summary>Holds the receipts.</summary>
    public string ReceiptRoot => options.ReceiptFolder
        ?? Path.Combine(Path.GetDirectoryName(options.RoleFile)!, "receipts");

    /// <summary>
    /// Connects to the server. What is cancelled is left to it: an order must not wait for what waits for the
    /// standby, and a fence kills the server.
    /// </summary>
    public async Task<MariaDbSession> OpenAsync(CancellationToken cancellationToken) =>
        await MariaDbSession.OpenAsync(
            await AddressAsync(cancellationToken), cancellationToken, abandons: true);

    /// <summary>The server, with the password; for connections of other kinds.</summary>
    public Task<MariaDbAddress> AddressAsync(CancellationToken cancellationToken) =>
        AddressAsync(options.Connection, cancellationToken);

    /// <summary>Another site's server, as the account that replicates, with the password.</summary>
    public Task<MariaDbAddress> PeerAddressAsync(string site, CancellationToken cancellationToken) =>
        AddressAsync(Peer(site), cancellationToken);

    /// <summary>Connects to another site's server, as the account that replicates.</summary>
    public async Task<MariaDbSession> OpenPeerAsync(string site, CancellationToken cancellationToken) =>
        await MariaDbSession.OpenAsync(
            await AddressAsync(Peer(site), cancellationToken), cancellationToken);

    /// <exception cref="SitePartException"><c>unknown-peer</c></exception>
    public DatabaseConnection Peer(string site) => options.Peers.TryGetValue(site, out var peer)
        ? peer
        : throw new SitePartException("unknown-peer", options.Component,
            $"no server is declared for site '{site}'",
            "declare the site's server and the replicating account in the agent's configuration");

    public Task<string> SecretAsync(SecretReference? reference, CancellationToken cancellationToken) =>
        reference is null ? Task.FromResult("") : resolve(reference, cancellationToken);

    /// <summary>Waits between two looks at something that comes to pass.</summary>
    public Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);

    /// <summary>Whether a limit has passed since a time stamp.</summary>
    public bool IsOver(long since, TimeSpan limit) => time.GetElapsedTime(since) > limit;

    /// <summary>
    /// How another site's server acknowledges and whether it takes writes; null where it cannot be reached.
    /// </summary>
    public async Task<SemiSync?> TryReadPeerAsync(string site, CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(ConnectLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token, cancellationToken);
            await using var session = await OpenPeerAsync(site, either.Token);
            return await SemiSync.ReadAsync(session, either.Token);
        }
        catch (Exception error) when (error is MeshException or OperationCanceledException)
        {
            // What is out of reach tells nothing; who asks goes by what was seen before.
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Notes how the primary of a connected replica acknowledges, if it can be asked.</summary>
    public async Task SightPrimaryAsync(
        MariaDbSession session, ReplicaStatus replica, CancellationToken cancellationToken)
    {
        var site = Memory.Now.PrimarySite;
        if (!IsSemiSynchronous || !replica.Receives || !options.Peers.TryGetValue(site, out var peer)
            || peer.Host != replica.Host || peer.Port != replica.Port
            || await TryReadPeerAsync(site, cancellationToken) is not { } primary)
        {
            return;
        }

        var own = await KeepReceivedAsync(session, primary.InStep, cancellationToken);

        // With another acknowledging replica beside this one, that one's word would do.
        var isLossless = own is { Acknowledges: true, KeepsReceived: true }
            && primary is { LosesNothing: true, Standbys: 1 };
        if (Memory.Now.Seen is { } seen && seen.Site == site && seen.LosesNothing == isLossless
            && time.GetUtcNow() - seen.At < TimeSpan.FromMinutes(1))
        {
            return;
        }

        Memory.Set(Memory.Now with { Seen = new PrimarySighting(site, isLossless, time.GetUtcNow()) });
    }

    // To sync each event makes a replica slower than its primary is: one that has much to receive would never
    // be in step. Until it is, no commit waits for what it acknowledges.
    private static async Task<SemiSync> KeepReceivedAsync(
        MariaDbSession session, bool inStep, CancellationToken cancellationToken)
    {
        var own = await SemiSync.ReadAsync(session, cancellationToken);
        if (own.KeepsReceived != inStep)
        {
            await session.ExecuteAsync(
                $"SET GLOBAL sync_relay_log = {(inStep ? 1 : 10_000)}",
                "setting how durable is what it receives", cancellationToken);
        }

        return own with { KeepsReceived = inStep };
    }

    /// <summary>Lets transactions write, this session's too; <c>read_only</c> says whose.</summary>
    public static Task LetWriteAsync(
        MariaDbSession session, string doing, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "SET GLOBAL tx_read_only = 0, SESSION tx_read_only = 0", doing, cancellationToken);

    /// <summary>How the server is.</summary>
    public async Task<DatabaseFacts> ReadFactsAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var limit = new CancellationTokenSource(options.AnswerLimit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token, cancellationToken);
            await using var session = await OpenAsync(either.Token);
            return await FactsReader.ReadAsync(this, session, either.Token);
        }
        catch (Exception error) when (error is MeshException or OperationCanceledException)
        {
            // For who asks, a server that refuses us is out of reach too; the orders' own errors say why.
            cancellationToken.ThrowIfCancellationRequested();
            return new DatabaseFacts(DatabaseRole.Unreachable, time.GetUtcNow());
        }
    }

    private async Task<MariaDbAddress> AddressAsync(
        DatabaseConnection connection, CancellationToken cancellationToken)
    {
        var password = await SecretAsync(connection.Password, cancellationToken);
        return MariaDbEngine.AddressOf(new DatabaseLogin(connection, password)) with
        {
            ConnectTimeout = ConnectLimit,
        };
    }
}
