namespace Mesh.Sites.Traffic.Dns;

/// <summary>What a name leads to; the numbers are DNS's own (RFC 1035, RFC 3596).</summary>
public enum DnsRecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>Another name.</summary>
    Cname = 5,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,
}
