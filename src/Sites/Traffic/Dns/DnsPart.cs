using System.Globalization;
using Mesh.Domain.Errors;
using Mesh.Domain.Sites;
using Mesh.Sites.Databases;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>
/// Names that lead clients to a site, as a component of kind <c>traffic</c>: changed at every name server
/// that holds them by signed updates (RFC 2136, RFC 8945). The epoch stands beside the names, and each change
/// is conditional on it.
/// </summary>
/// <remarks>
/// A name server that was away when the names were led elsewhere is told as soon as it answers again, by
/// either site's agent. It takes no writes, so nothing of it is ever fenced.
/// </remarks>
public sealed class DnsPart : ISitePart, IDisposable
{
    private static readonly TimeSpan TendPause = TimeSpan.FromSeconds(5);

    private readonly DnsPartOptions _options;
    private readonly ResolveSecret _resolve;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<DnsZone> _zones;
    private readonly DnsSeen _seen;
    private readonly Turns _turns = new();
    private long? _tended;

    /// <param name="options">The names, as declared.</param>
    /// <param name="resolve">Fetches the key when it is used.</param>
    /// <param name="time">The clock of limits and signatures.</param>
    /// <exception cref="MeshException"><c>invalid-part</c></exception>
    public DnsPart(DnsPartOptions options, ResolveSecret resolve, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        DnsRules.Check(options);
        (_options, _resolve, _time) = (options, resolve, time);
        _zones = [.. options.Servers.Select(server => new DnsZone(options, server, time))];
        _seen = new DnsSeen(options, time);
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
            SiteVerb.Switch => token => SwitchAsync(new DnsEpoch(order.Epoch, _options.Site), token),
            SiteVerb.Rehearse => token => RehearseAsync(order.Epoch, token),
            SiteVerb.Drain => _ => Task.FromResult(
                "nothing to do: names lead where they are until they are switched, and have no sessions"),
            _ => null,
        };
        return act is null
            ? Task.FromResult(Turns.Unknown(order, "these are names: they can be switched"))
            : _turns.DoAsync(
                order, async token => SiteAnswer.Done(order, await act(token)), cancellationToken);
    }

    /// <summary>Always throws: names take no writes, and leading them elsewhere is no evidence.</summary>
    /// <exception cref="SitePartException"><c>verb-unknown</c></exception>
    public Task<FenceEvidence> FenceAsync(CancellationToken cancellationToken) =>
        Task.FromException<FenceEvidence>(new SitePartException(SiteAnswer.VerbUnknown, Component,
            "names take no writes, and where they lead is no evidence", "fence what they lead to"));

    /// <summary>Whether the newest epoch that any name server tells of leads to its own site.</summary>
    public async Task<bool> ServesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var looks = await LookAsync(await KeyAsync(cancellationToken), cancellationToken);
            return Newest(looks)?.Site == _options.Site;
        }
        catch (MeshException)
        {
            // Without the key nothing can be asked; the reason is in its status.
            return false;
        }
    }

    /// <summary>Tells name servers that were away what the others were told meanwhile.</summary>
    /// <exception cref="MeshException">One is away, or refuses.</exception>
    public Task TendAsync(CancellationToken cancellationToken)
    {
        if (_tended is { } tended && _time.GetElapsedTime(tended) < TendPause)
        {
            return Task.CompletedTask;
        }

        _tended = _time.GetTimestamp();
        return _turns.TendAsync(TendInTurnAsync, cancellationToken);
    }

    public void Dispose() => _turns.Dispose();

    private static DnsEpoch? Newest(IEnumerable<DnsLook> looks) =>
        looks.Select(look => look.Epoch).OfType<DnsEpoch>().MaxBy(epoch => epoch.Epoch);

    private async Task TendInTurnAsync(CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var looks = await LookAsync(key, cancellationToken);
        if (Newest(looks) is not { } newest
            || !_options.Records.All(record => record.Values.ContainsKey(newest.Site)))
        {
            return;
        }

        foreach (var behind in looks.Where(look =>
            look.Error is null && (look.Epoch is null || look.Epoch.Epoch < newest.Epoch)))
        {
            await behind.Zone.LeadAsync(newest, key, cancellationToken);
        }

        if (looks.FirstOrDefault(look => look.Error is not null) is { } away)
        {
            throw away.Error!;
        }
    }

    private async Task<string> SwitchAsync(DnsEpoch wanted, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);

        // One that is behind would take what the others know to be stale.
        if (Newest(await LookAsync(key, cancellationToken)) is { } newest && newest.Epoch > wanted.Epoch)
        {
            throw new SitePartException("stale-epoch", Component,
                $"its names were led to {newest.Site} in epoch {newest.Epoch}, which is newer than {wanted.Epoch}",
                "whoever asked is no longer the one to give orders");
        }

        var led = await Task.WhenAll(_zones.Select(zone => DnsLook.OfAsync(zone, async () =>
        {
            await zone.LeadAsync(wanted, key, cancellationToken);
            return wanted;
        })));
        var failed = led.Where(look => look.Error is not null).ToList();
        if (failed.Find(look => look.Error!.Code is "stale-epoch" or "epoch-taken") is { } overtaken)
        {
            throw overtaken.Error!;
        }

        if (failed.Count == _zones.Count)
        {
            throw failed[0].Error!;
        }

        var done = string.Join(", ", led.Where(look => look.Error is null).Select(look => look.Zone));
        var longest = (long)_options.Records.Max(record => record.Ttl).TotalSeconds;
        var told = string.Create(CultureInfo.InvariantCulture,
            $"names lead to {wanted.Site} in epoch {wanted.Epoch} at {done}; resolvers may keep the old for {longest} s");
        return failed.Count == 0
            ? told
            : $"{told}; not told yet, and told as soon as they can be: "
                + string.Join(", ", failed.Select(look => look.Error!.Message));
    }

    private async Task<string> RehearseAsync(long epoch, CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var looks = await Task.WhenAll(_zones.Select(zone => DnsLook.OfAsync(
            zone, () => zone.RehearseAsync(key, cancellationToken))));
        if (looks.FirstOrDefault(look => look.Error is not null) is { } refusing)
        {
            throw refusing.Error!;
        }

        return Newest(looks) is { } newest && newest.Epoch > epoch
            ? throw new SitePartException("stale-epoch", Component,
                $"its names were led to {newest.Site} in epoch {newest.Epoch}, which is newer than {epoch}",
                "whoever asked is no longer the one to give orders")
            : $"{looks.Length} name servers take changes by this key; names could be led to {_options.Site}";
    }

    private async Task<string> StatusAsync(CancellationToken cancellationToken)
    {
        var looks = await LookAsync(await KeyAsync(cancellationToken), cancellationToken);
        return string.Join("; ", looks.Select(look => look.Error is { } error
            ? error.Message
            : look.Epoch is { } epoch
                ? string.Create(CultureInfo.InvariantCulture, $"{look.Zone}: {epoch.Site} in epoch {epoch.Epoch}")
                : $"{look.Zone}: never led anywhere"));
    }

    private async Task<string> CheckAsync(CancellationToken cancellationToken)
    {
        var key = await KeyAsync(cancellationToken);
        var away = Away(await Task.WhenAll(_zones.Select(zone =>
            AskAsync(() => _seen.AtAuthorityAsync(zone, key, cancellationToken)))));
        away.AddRange(Away(await Task.WhenAll(_options.Resolvers.Select(resolver =>
            AskAsync(() => _seen.AtResolverAsync(resolver, cancellationToken))))));
        var asked = _zones.Count + _options.Resolvers.Count;
        return away.Count == 0
            ? $"{_zones.Count} name servers and {_options.Resolvers.Count} resolvers lead to {_options.Site}"
            : $"{asked - away.Count} of {asked} name servers and resolvers lead to {_options.Site}; not seen: "
                + string.Join(", ", away.Select(error => error.Message));
    }

    // A site that is lost takes its name server along. That is told, and keeps nobody from being led by the
    // others.
    private static async Task<SitePartException?> AskAsync(Func<Task> ask)
    {
        try
        {
            await ask();
            return null;
        }
        catch (SitePartException error) when (error.Code is "dns-unreachable" or "dns-silent")
        {
            return error;
        }
    }

    private static List<SitePartException> Away(SitePartException?[] asked)
    {
        var away = asked.OfType<SitePartException>().ToList();
        return away.Count == 0 || away.Count < asked.Length ? away : throw away[0];
    }

    private Task<DnsLook[]> LookAsync(TsigKey key, CancellationToken cancellationToken) =>
        Task.WhenAll(_zones.Select(zone =>
            DnsLook.OfAsync(zone, () => zone.EpochAsync(key, cancellationToken))));

    private async Task<TsigKey> KeyAsync(CancellationToken cancellationToken)
    {
        var secret = (await _resolve(_options.Key.Secret, cancellationToken)).Trim();
        var bytes = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret, bytes, out var length) || length == 0)
        {
            throw new SitePartException("dns-key-unusable", _options.Key.Secret.ToString(),
                "what it holds is no key in base64", "write there what tsig-keygen printed as 'secret'");
        }

        return new TsigKey(_options.Key.Name.ToLowerInvariant(), _options.Key.Algorithm, bytes[..length]);
    }
}
