using Mesh.Domain.Errors;
using Mesh.Domain.Sites;

namespace Mesh.Sites.Traffic;

/// <summary>
/// The HAProxy of a site, as a component of kind <c>traffic</c>. Which servers take sessions at rest is
/// decided by HAProxy's own checks, which ask the agents' role endpoints; orders do what checks cannot: end
/// the sessions that are open, and close a door before the check has noticed.
/// </summary>
/// <remarks>
/// It takes no writes, so nothing of it is ever fenced: that traffic no longer reaches a site is no evidence
/// that nothing writes there.
/// </remarks>
public sealed class HaproxyPart : ISitePart, IDisposable
{
    // HAProxy takes no server whose name has a tilde.
    private const string NoServer = "mesh~rehearsal";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly HaproxyPartOptions _options;
    private readonly HaproxySocket _socket;
    private readonly TimeProvider _time;
    private readonly Turns _turns = new();
    private readonly IReadOnlyList<string> _own;
    private readonly IReadOnlyList<string> _others;

    /// <param name="options">The HAProxy, as declared.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <exception cref="MeshException"><c>invalid-part</c></exception>
    public HaproxyPart(HaproxyPartOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        HaproxyRules.Check(options);
        (_options, _time) = (options, time);
        _socket = new HaproxySocket(options.Socket, options.AnswerLimit, time);
        _own = options.Servers[options.Site];
        _others = [.. options.Servers.Where(site => site.Key != options.Site).SelectMany(site => site.Value)];
    }

    /// <inheritdoc/>
    public string Component => _options.Component;

    /// <inheritdoc/>
    public bool Writes => false;

    /// <inheritdoc/>
    public Task<SiteAnswer> DoAsync(SiteOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        Func<CancellationToken, Task<string>>? act = order.Verb switch
        {
            SiteVerb.Status => StatusAsync,
            SiteVerb.Check => CheckAsync,
            SiteVerb.Switch => token => ChangeAsync(SwitchAsync, token),
            SiteVerb.Drain => token => ChangeAsync(DrainAsync, token),
            SiteVerb.Rehearse => RehearseAsync,
            _ => null,
        };
        return act is null
            ? Task.FromResult(Turns.Unknown(order, "it is a load balancer: it can be switched and drained"))
            : _turns.DoAsync(
                order, async token => SiteAnswer.Done(order, await act(token)), cancellationToken);
    }

    /// <summary>Always throws: a load balancer takes no writes, and cutting it off is no evidence.</summary>
    /// <exception cref="SitePartException"><c>verb-unknown</c></exception>
    public Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken) =>
        Task.FromException<FenceEvidence>(new SitePartException(SiteAnswer.VerbUnknown, Component,
            "a load balancer takes no writes, and that it leads nobody is no evidence",
            "fence what it leads to"));

    /// <summary>
    /// Whether it leads to a server of its own site, and that within the limit of an answer.
    /// </summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var view = await ReadAsync(cancellationToken);
            return Of(view, _own).Any(server => server.Serves);
        }
        catch (MeshException)
        {
            // What cannot be asked does not serve; the reason is in its status.
            return false;
        }
    }

    public void Dispose() => _turns.Dispose();

    private static IEnumerable<LedServer> Of(HaproxyView view, IEnumerable<string> names) =>
        names.Select(name => view.Servers[name]);

    private async Task<string> StatusAsync(CancellationToken cancellationToken) =>
        Tell(await ReadAsync(cancellationToken));

    private async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        var view = await ReadAsync(cancellationToken);
        if (!Of(view, _own).Any(server => server.Serves))
        {
            throw new SitePartException("not-led", Subject, $"it leads to no server of {_options.Site}: {Tell(view)}",
                "see whether the site's agent says that it is production (its role endpoint)", retryable: true);
        }

        return Of(view, _others).FirstOrDefault(server => server.Leads) is not { } stray
            ? Tell(view)
            : throw new SitePartException("led-elsewhere", Subject, $"it leads to another site too: {stray}",
                "let its check ask the role endpoint of that site's agent", retryable: true);
    }

    // The others are closed before this site is opened: nobody is led to two places.
    private async Task<string> SwitchAsync(CancellationToken cancellationToken)
    {
        var view = await ReadAsync(cancellationToken);
        await CloseAsync(
            Of(view, _others).Where(server => server.Leads || server.Sessions > 0), cancellationToken);
        await OpenAsync(Of(view, _own).Where(server => server.IsClosed), cancellationToken);

        view = await AwaitAsync(
            seen => Of(seen, _own).Any(server => server.Serves),
            seen => new SitePartException("not-up", Subject,
                $"no server of {_options.Site} is up: {Tell(seen)}",
                "see to its check, which asks the agent's role endpoint", retryable: true),
            cancellationToken);
        view = await LeaveToChecksAsync(view, cancellationToken);
        return $"leads to {_options.Site}: {Tell(view)}";
    }

    private async Task<string> DrainAsync(CancellationToken cancellationToken)
    {
        var view = await ReadAsync(cancellationToken);
        await CloseAsync(Of(view, _own), cancellationToken);
        view = await LeaveToChecksAsync(await ReadAsync(cancellationToken), cancellationToken);
        return $"leads nobody to {_options.Site}: {Tell(view)}";
    }

    // Whoever may end the sessions of a server that is not there may give all that a switch gives.
    private async Task<string> RehearseAsync(CancellationToken cancellationToken)
    {
        var view = await ReadAsync(cancellationToken);
        var command = $"shutdown sessions server {_options.Backend}/{NoServer}";
        var answer = (await _socket.AskAsync(command, cancellationToken)).Trim();
        var refusal = _socket.Refusal(command, answer);
        if (refusal.Code != "haproxy-server-unknown")
        {
            throw refusal;
        }

        return $"could be led to {_options.Site}: {Tell(view)}";
    }

    // Maintenance keeps new sessions away and leaves the open ones where they are.
    private async Task CloseAsync(
        IEnumerable<LedServer> servers, CancellationToken cancellationToken)
    {
        var names = servers.Select(server => server.Name).ToList();
        foreach (var name in names)
        {
            await _socket.SetAsync($"set server {_options.Backend}/{name} state maint", cancellationToken);
        }

        await AwaitAsync(
            async token =>
            {
                foreach (var name in names)
                {
                    await _socket.SetAsync($"shutdown sessions server {_options.Backend}/{name}", token);
                }
            },
            seen => Of(seen, names).All(server => server is { IsClosed: true, Sessions: 0 }),
            seen => new SitePartException("sessions-open", Subject,
                $"sessions are still open: {string.Join(", ", Of(seen, names).Where(each => each.Sessions > 0))}",
                "ask again, or restart HAProxy", retryable: true),
            cancellationToken);
    }

    // One whose check does not ask for the role would be up at a standby as well, and stays closed.
    private async Task<HaproxyView> LeaveToChecksAsync(HaproxyView view, CancellationToken cancellationToken)
    {
        var asked = Of(view, _others).Where(server => server is { IsClosed: true, AsksRole: true }).ToList();
        await OpenAsync(asked, cancellationToken);
        return asked.Count == 0 ? view : await ReadAsync(cancellationToken);
    }

    // A server that leaves maintenance counts as up until it has been checked, so it is set down in the same
    // breath, and its check brings it up.
    private async Task OpenAsync(IEnumerable<LedServer> servers, CancellationToken cancellationToken)
    {
        foreach (var server in servers)
        {
            var name = $"{_options.Backend}/{server.Name}";
            var down = server.IsChecked ? $"; set server {name} health down" : "";
            await _socket.SetAsync($"set server {name} state ready{down}", cancellationToken);
        }
    }

    // What was set is kept for HAProxy's next start, also where not all of it could be set.
    private async Task<string> ChangeAsync(
        Func<CancellationToken, Task<string>> change, CancellationToken cancellationToken)
    {
        string told;
        try
        {
            told = await change(cancellationToken);
        }
        catch (SitePartException error)
        {
            var now = await TrySaveAsync(cancellationToken);
            throw new SitePartException(error.Code, error.Subject, $"{error.Cause}; {now}", error.Hint,
                error.Retryable, error);
        }

        DurableFile.Write(_options.StateFile, (await ReadAsync(cancellationToken)).State);
        return told;
    }

    private async Task<string> TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var view = await ReadAsync(cancellationToken);
            DurableFile.Write(_options.StateFile, view.State);
            return $"it stands at: {Tell(view)}";
        }
        catch (SitePartException error)
        {
            return $"how it stands is not known: {error.Cause}";
        }
    }

    private Task<HaproxyView> AwaitAsync(
        Func<HaproxyView, bool> holds,
        Func<HaproxyView, SitePartException> otherwise,
        CancellationToken cancellationToken) =>
        AwaitAsync(_ => Task.CompletedTask, holds, otherwise, cancellationToken);

    private async Task<HaproxyView> AwaitAsync(
        Func<CancellationToken, Task> push,
        Func<HaproxyView, bool> holds,
        Func<HaproxyView, SitePartException> otherwise,
        CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (true)
        {
            await push(cancellationToken);
            var view = await ReadAsync(cancellationToken);
            if (holds(view))
            {
                return view;
            }

            if (_time.GetElapsedTime(began) > _options.TurnLimit)
            {
                throw otherwise(view);
            }

            await Task.Delay(Pause, _time, cancellationToken);
        }
    }

    private string Subject => $"backend {_options.Backend}";

    private async Task<HaproxyView> ReadAsync(CancellationToken cancellationToken)
    {
        var view = await HaproxyView.ReadAsync(_socket, _options.Backend, cancellationToken);
        var missing = _own.Concat(_others).Where(name => !view.Servers.ContainsKey(name)).ToList();
        return missing.Count == 0
            ? view
            : throw new SitePartException("haproxy-server-unknown", Subject,
                $"HAProxy has no server {string.Join(", ", missing)} in it",
                "compare the agent's configuration with haproxy.cfg");
    }

    private string Tell(HaproxyView view) => string.Join("; ", _options.Servers
        .OrderBy(site => site.Key, StringComparer.Ordinal)
        .Select(site => $"{site.Key}: {string.Join(", ", Of(view, site.Value))}"));
}
