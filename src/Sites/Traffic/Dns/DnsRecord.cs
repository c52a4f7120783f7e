namespace Mesh.Sites.Traffic.Dns;

/// <summary>A resource record as it was read.</summary>
/// <param name="Name">Lower-case, without a final dot.</param>
/// <param name="Type">Its type's number.</param>
/// <param name="Ttl">Seconds.</param>
/// <param name="Value">An address or a name in its usual form, or a text; empty for other types.</param>
internal sealed record DnsRecord(string Name, ushort Type, uint Ttl, string Value);
