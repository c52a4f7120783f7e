using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Commands;

namespace Mesh.Sites.Databases;

/// <summary>
/// A site's MariaDB 10.11 server: replica, primary or fenced. What it is after a restart stands in a role
/// file that its configuration includes. An account with READ_ONLY ADMIN, such as root, can open a fenced
/// server on purpose, and no other can.
/// </summary>
public sealed class MariaDbPart : ISitePart, IDisposable
{
    private static readonly TimeSpan ServesLimit = TimeSpan.FromSeconds(2);

    private readonly SiteServer _server;
    private readonly CommandRunner _runner;
    private readonly Fencing _fencing;
    private readonly Promoting _promoting;
    private readonly Turns _turns = new();

    /// <param name="options">The server, as declared.</param>
    /// <param name="resolve">Fetches passwords when they are used.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MeshException"><c>invalid-part</c>, <c>role-memory-damaged</c></exception>
    public MariaDbPart(MariaDbPartOptions options, ResolveSecret resolve, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        RefuseUnusable(options);
        _server = new SiteServer(options, resolve, time);
        _runner = new CommandRunner(time);
        _fencing = new Fencing(_server, _runner);
        _promoting = new Promoting(_server);
    }

    /// <inheritdoc/>
    public string Component => _server.Options.Component;

    /// <inheritdoc/>
    public bool Writes => _server.Memory.Now is
        { Role: ServerRole.Primary or ServerRole.Unassigned } or { Role: ServerRole.Fenced, ReadBack: false };

    /// <inheritdoc/>
    public Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        Func<CancellationToken, Task<SiteAnswer>>? act = order.Verb switch
        {
            SiteVerb.Status => token => StatusAsync(order, token),
            SiteVerb.Start => token => StartAsync(order, token),
            SiteVerb.Stop => token => StopAsync(order, token),
            SiteVerb.Follow => token => new Following(_server).DoAsync(order, token),
            SiteVerb.Hold => token => new Holding(_server).DoAsync(order, token),
            SiteVerb.CatchUp => token => RelayLog.CatchUpAsync(_server, order, token),
            SiteVerb.Promote => token => _promoting.DoAsync(order, token),
            _ => null,
        };
        return order.Verb == SiteVerb.Fence ? FenceAsync(order, cancellationToken)
            : act is null ? Task.FromResult(Turns.Unknown(order, "it is a database server"))
            : _turns.DoAsync(order, token => WithFactsAsync(order, act, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken) =>
        _turns.FenceAsync(_fencing.DoAsync, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        if (_server.Memory.Now.Role != ServerRole.Primary)
        {
            return false;
        }

        try
        {
            using var limit = new CancellationTokenSource(ServesLimit, _server.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(
                limit.Token, cancellationToken);
            await using var session = await _server.OpenAsync(either.Token);
            return (await SemiSync.ReadAsync(session, either.Token)).TakesWrites;
        }
        catch (Exception error) when (error is MeshException or OperationCanceledException)
        {
            // Who cannot be asked does not serve; the reason is in its status.
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <inheritdoc/>
    public Task TendAsync(CancellationToken cancellationToken) =>
        _turns.TendAsync(TendInTurnAsync, cancellationToken);

    public void Dispose() => _turns.Dispose();

    private static void RefuseUnusable(MariaDbPartOptions options)
    {
        var cause = !Path.IsPathRooted(options.RoleFile) ? "the role file has no absolute path"
            : options.ReceiptFolder is { } folder && !Path.IsPathRooted(folder)
                ? "the folder of receipts has no absolute path"
            : options.Kill.Arguments is [] || options.Start.Arguments is [] ? "'kill' or 'start' is empty"
            : options.Peers.Any(peer => peer.Value.Socket is not null)
                ? "another site's server is declared by a socket"
            : options.DegradeAfter < TimeSpan.FromMilliseconds(1) ? "writes would degrade at once"
            : null;
        if (cause is not null)
        {
            throw new MeshException("invalid-part", options.Component, cause,
                "correct the agent's configuration", ExitCode.BadInput);
        }
    }

    private async Task TendInTurnAsync(CancellationToken cancellationToken)
    {
        if (_server.Memory.Now.Role is not (ServerRole.Primary or ServerRole.Replica))
        {
            return;
        }

        await using var session = await _server.OpenAsync(cancellationToken);
        if (_server.Memory.Now.Role == ServerRole.Replica)
        {
            if (await ReplicaStatus.ReadAsync(session, cancellationToken) is { } replica)
            {
                await new Following(_server).GoOnAsync(session, replica, cancellationToken);
                await _server.SightPrimaryAsync(session, replica, cancellationToken);
            }

            return;
        }

        // A beat that waits for a lost standby would tell nobody anything.
        if (await SemiSync.ReadAsync(session, cancellationToken)
            is { TakesWrites: true } and not { Waits: true, WaitsAlone: true, Standbys: 0 })
        {
            await Heartbeat.BeatAsync(session, _server.Time.GetUtcNow(), cancellationToken);
            await _promoting.ArmAsync(
                session, await SemiSync.ReadAsync(session, cancellationToken), cancellationToken);
        }
    }

    private async Task<SiteAnswer> FenceAsync(SiteOrder order, CancellationToken cancellationToken) =>
        await _turns.FenceAsync(order, _fencing.DoAsync, cancellationToken) with
        {
            Database = await _server.ReadFactsAsync(cancellationToken),
        };

    private async Task<SiteAnswer> WithFactsAsync(
        SiteOrder order, Func<CancellationToken, Task<SiteAnswer>> act, CancellationToken cancellationToken)
    {
        SiteAnswer answer;
        try
        {
            answer = await act(cancellationToken);
        }
        catch (MeshException error)
        {
            answer = Turns.Answer(order, error);
        }

        return answer.Database is null
            ? answer with { Database = await _server.ReadFactsAsync(cancellationToken) }
            : answer;
    }

    private async Task<SiteAnswer> StatusAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        var facts = await _server.ReadFactsAsync(cancellationToken);
        return SiteAnswer.Done(order, $"is {facts.Role}") with { Database = facts };
    }

    private async Task<SiteAnswer> StartAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        if (order.Filling)
        {
            return await new Filling(_server, _fencing).DoAsync(order, cancellationToken);
        }

        await using var session = await _fencing.StartAsync(cancellationToken);
        return SiteAnswer.Done(order, "answers");
    }

    private async Task<SiteAnswer> StopAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        if (_server.Memory.Now.Role == ServerRole.Primary)
        {
            throw new SitePartException("is-primary", _server.Location,
                "it is production here: stopped in good order it would answer clients that wait",
                "fence it first");
        }

        try
        {
            await using var session = await _server.OpenAsync(cancellationToken);
            await session.ExecuteAsync("SHUTDOWN", "stopping it", cancellationToken);
        }
        catch (MeshException error) when (error.Code == "mariadb-unreachable")
        {
            return SiteAnswer.Done(order, "does not run");
        }

        var began = _server.Time.GetTimestamp();
        while ((await _server.ReadFactsAsync(cancellationToken)).Role != DatabaseRole.Unreachable)
        {
            if (_server.IsOver(began, _server.Options.StartLimit))
            {
                throw new SitePartException("stop-failed", _server.Location, "it still answers",
                    "ask again", retryable: true);
            }

            await _server.PauseAsync(cancellationToken);
        }

        return SiteAnswer.Done(order, "has stopped");
    }
}
