namespace Mesh.Sites.Traffic.Dns;

/// <summary>All records of one type that a name has.</summary>
/// <param name="Name">In full, without a final dot.</param>
/// <param name="Type">The type's number.</param>
/// <param name="Ttl">Seconds.</param>
/// <param name="Values">Their values.</param>
internal sealed record DnsSet(string Name, ushort Type, uint Ttl, IReadOnlyList<string> Values);
