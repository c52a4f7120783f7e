using System.Net;

namespace Mesh.Sites.Traffic.Dns;

/// <summary>Names that lead clients to production, as an agent's owner declares them.</summary>
public sealed record DnsPartOptions
{
    /// <summary>The component's name.</summary>
    public required string Component { get; init; }

    /// <summary>The name of the agent's site.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// The name servers that hold the zone and take updates: of every site, each a primary of its own. A name
    /// server's own name would have to be looked up first, so they are addresses.
    /// </summary>
    public required IReadOnlyList<IPEndPoint> Servers { get; init; }

    /// <summary>The zone, in full: <c>shop.example</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>The names and where they lead.</summary>
    public required IReadOnlyList<DnsRecordOptions> Records { get; init; }

    /// <summary>The key that signs.</summary>
    public required DnsKeyOptions Key { get; init; }

    /// <summary>Resolvers that clients use, which <c>Check</c> asks what they see; may be none.</summary>
    public IReadOnlyList<IPEndPoint> Resolvers { get; init; } = [];

    /// <summary>How long a name server may take to answer.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The name of the text that holds the epoch, in full, without a final dot.</summary>
    public string EpochName => $"_mesh-{Component}.{Zone}";
}
