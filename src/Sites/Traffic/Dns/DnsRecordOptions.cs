namespace Mesh.Sites.Traffic.Dns;

/// <summary>A name that clients know, and where it leads by site.</summary>
/// <param name="Name">Relative to the zone, as in <c>db</c>; <c>@</c> is the zone itself.</param>
/// <param name="Type">What it leads to.</param>
/// <param name="Ttl">How long resolvers may keep it; whole seconds, up to a day.</param>
/// <param name="Values">By the site's name: addresses of the type, or for an alias one name in full.</param>
public sealed record DnsRecordOptions(
    string Name, DnsRecordType Type, TimeSpan Ttl, IReadOnlyDictionary<string, IReadOnlyList<string>> Values);
