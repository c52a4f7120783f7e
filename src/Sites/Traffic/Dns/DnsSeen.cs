using System.Globalization;
using System.Net;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>What those who ask for the names see.</summary>
/// <param name="options">The names, as declared.</param>
/// <param name="time">The clock of limits.</param>
internal sealed class DnsSeen(DnsPartOptions options, TimeProvider time)
{
    /// <summary>Asks a name server that holds them.</summary>
    /// <exception cref="SitePartException">As of <see cref="DnsServer.FindAsync"/>; and <c>not-led</c>.
    /// </exception>
    public async Task AtAuthorityAsync(DnsZone zone, TsigKey key, CancellationToken cancellationToken)
    {
        foreach (var set in DnsZone.SetsOf(options, options.Site))
        {
            var values = await zone.ValuesAsync(set, key, cancellationToken);
            if (!values.SequenceEqual(set.Values))
            {
                throw new SitePartException("not-led", $"name server {zone}",
                    $"{set.Name} leads to {Told(values)} and not to {options.Site}",
                    "switch it; a name server that was away is told by itself", retryable: true);
            }
        }
    }

    /// <summary>Asks a resolver, which may keep what it has seen for as long as the TTL says.</summary>
    /// <exception cref="SitePartException">As above; and <c>resolver-stale</c>.</exception>
    public async Task AtResolverAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var resolver = new DnsServer(address, options.AnswerLimit, time);
        foreach (var set in DnsZone.SetsOf(options, options.Site))
        {
            var seen = await resolver.FindAsync(set.Name, set.Type, key: null, cancellationToken);
            var values = seen.Select(record => record.Value).Order(StringComparer.Ordinal).ToList();
            if (!values.SequenceEqual(set.Values))
            {
                var left = seen.Select(record => record.Ttl).DefaultIfEmpty(0u).Max();
                var late = left > set.Ttl ? $", longer than the {set.Ttl} s that are declared" : "";
                throw new SitePartException("resolver-stale", $"resolver {address}",
                    string.Create(CultureInfo.InvariantCulture,
                        $"it leads {set.Name} to {Told(values)} for {left} s more{late}"),
                    "ask again when that is over, or flush its cache", retryable: true);
            }
        }
    }

    private static string Told(IReadOnlyCollection<string> values) =>
        values.Count == 0 ? "nothing" : string.Join(", ", values);
}
