using System.Net;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>
/// The names at one of their name servers. Every change carries as its condition the epoch that was read
/// before (RFC 2136, prerequisites), so that the server itself refuses what another has overtaken.
/// </summary>
/// <param name="options">The names, as declared.</param>
/// <param name="address">The name server.</param>
/// <param name="time">The clock of limits and signatures.</param>
internal sealed class DnsZone(DnsPartOptions options, IPEndPoint address, TimeProvider time)
{
    private const int MostAttempts = 5;
    private const uint EpochTtl = 0;

    private readonly DnsServer server = new(address, options.AnswerLimit, time);

    public override string ToString() => address.ToString();

    /// <summary>In which epoch the names were led where; null: never.</summary>
    /// <exception cref="SitePartException">As of <see cref="DnsServer.FindAsync"/>; and
    /// <c>dns-epoch-unreadable</c>.</exception>
    public async Task<DnsEpoch?> EpochAsync(TsigKey key, CancellationToken cancellationToken) =>
        await ReadEpochAsync(key, cancellationToken) is { } text ? Parse(text) : null;

    /// <summary>Where a name leads: the values of one set, in order.</summary>
    public async Task<IReadOnlyList<string>> ValuesAsync(
        DnsSet set, TsigKey key, CancellationToken cancellationToken) =>
        [
            .. (await server.FindAsync(set.Name, set.Type, key, cancellationToken))
                .Where(record => record.Name == set.Name)
                .Select(record => record.Value).Order(StringComparer.Ordinal),
        ];

    /// <summary>Leads the names to a site in an epoch, and reads that back; or finds it done.</summary>
    /// <exception cref="SitePartException">As above; and <c>stale-epoch</c>, <c>epoch-taken</c>,
    /// <c>dns-not-read-back</c>, <c>dns-contended</c>, <c>dns-refused</c>, <c>dns-no-authority</c>,
    /// <c>dns-failed</c>.</exception>
    public async Task LeadAsync(DnsEpoch wanted, TsigKey key, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var was = await ReadEpochAsync(key, cancellationToken);
            Refuse(wanted, was is null ? null : Parse(was));
            if (was == wanted.ToString() && await IsLedAsync(wanted.Site, key, cancellationToken))
            {
                return;
            }

            var answer = await server.SendAsync(id => Change(id, wanted, was), key, cancellationToken);
            if (answer.Code is DnsNumbers.NxRrset or DnsNumbers.YxRrset)
            {
                // Another has changed the epoch since it was read.
                continue;
            }

            if (answer.Code != DnsNumbers.NoError)
            {
                throw DnsErrors.Of(address, answer.Code);
            }

            if (await ReadEpochAsync(key, cancellationToken) is { } now && now != wanted.ToString())
            {
                continue;
            }

            if (await IsLedAsync(wanted.Site, key, cancellationToken))
            {
                return;
            }

            throw new SitePartException("dns-not-read-back", Subject,
                "it took the change, and its names do not lead there",
                "see whether a name has records of a type that is not declared", retryable: true);
        }

        throw new SitePartException("dns-contended", Subject, "others keep changing the epoch",
            "ask again", retryable: true);
    }

    /// <summary>Sends a change of nothing: whether the server takes changes by this key.</summary>
    /// <returns>In which epoch the names were led where; null: never.</returns>
    /// <exception cref="SitePartException">As of <see cref="LeadAsync"/>.</exception>
    public async Task<DnsEpoch?> RehearseAsync(TsigKey key, CancellationToken cancellationToken)
    {
        var was = await ReadEpochAsync(key, cancellationToken);
        var epoch = was is null ? null : Parse(was);
        var answer = await server.SendAsync(
            id => DnsRequests.Replace(id, options.Zone, options.EpochName, was, []), key, cancellationToken);

        // That the epoch is another by now is somebody's switch, which shows the same.
        return answer.Code is DnsNumbers.NoError or DnsNumbers.NxRrset or DnsNumbers.YxRrset
            ? epoch
            : throw DnsErrors.Of(address, answer.Code);
    }

    /// <summary>
    /// A change of all names at once, unless the epoch is another than the one that was read.
    /// </summary>
    public byte[] Change(ushort id, DnsEpoch wanted, string? was) => DnsRequests.Replace(
        id, options.Zone, options.EpochName, was,
        [
            .. SetsOf(options, wanted.Site),
            new DnsSet(options.EpochName, DnsNumbers.Text, EpochTtl, [wanted.ToString()]),
        ]);

    /// <summary>Sends what <see cref="Change"/> has made; the server's verdict.</summary>
    public async Task<int> SendAsync(
        Func<ushort, byte[]> change, TsigKey key, CancellationToken cancellationToken) =>
        (await server.SendAsync(change, key, cancellationToken)).Code;

    /// <summary>The names as they are when they lead to a site.</summary>
    public static IReadOnlyList<DnsSet> SetsOf(DnsPartOptions options, string site) =>
    [
        .. options.Records.Select(record => new DnsSet(
            DnsRules.FullName(options, record).ToLowerInvariant(),
            (ushort)record.Type,
            (uint)record.Ttl.TotalSeconds,
            [
                .. record.Values.GetValueOrDefault(site, [])
                    .Select(value => Canonical(record.Type, value)).Order(StringComparer.Ordinal),
            ])),
    ];

    private static string Canonical(DnsRecordType type, string value) =>
        type == DnsRecordType.Cname ? value.ToLowerInvariant() : IPAddress.Parse(value).ToString();

    private string Subject => $"name server {address}";

    private async Task<bool> IsLedAsync(string site, TsigKey key, CancellationToken cancellationToken)
    {
        foreach (var set in SetsOf(options, site))
        {
            if (!set.Values.SequenceEqual(await ValuesAsync(set, key, cancellationToken)))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<string?> ReadEpochAsync(TsigKey key, CancellationToken cancellationToken)
    {
        var texts = await server.FindAsync(
            options.EpochName, DnsNumbers.Text, key, cancellationToken);
        return texts.Count switch
        {
            0 => null,
            1 => texts[0].Value,
            _ => throw Unreadable("holds several texts"),
        };
    }

    private DnsEpoch Parse(string text) => DnsEpoch.Read(text) ?? throw Unreadable("is not one of Mesh's");

    private SitePartException Unreadable(string cause) => new(
        "dns-epoch-unreadable", Subject, $"the text at {options.EpochName} {cause}",
        "remove it, once it is sure where production is");

    private void Refuse(DnsEpoch wanted, DnsEpoch? now)
    {
        if (now is not null && now.Epoch > wanted.Epoch)
        {
            throw new SitePartException("stale-epoch", Subject,
                $"its names were led to {now.Site} in epoch {now.Epoch}, which is newer than {wanted.Epoch}",
                "whoever asked is no longer the one to give orders");
        }

        if (now is not null && now.Epoch == wanted.Epoch && now.Site != wanted.Site)
        {
            throw new SitePartException("epoch-taken", Subject,
                $"in epoch {now.Epoch} its names were led to {now.Site}",
                "an epoch is won for one site: switch there, or win another");
        }
    }
}
