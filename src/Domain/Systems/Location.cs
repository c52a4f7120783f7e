using Mesh.Domain.Standbys;

namespace Mesh.Domain.Systems;

/// <summary>Where something stands, in the owner's words; what is not said may be anywhere.</summary>
/// <param name="Region">The region.</param>
/// <param name="Zone">The availability zone within the region.</param>
/// <param name="FaultDomain">The fault domain within the zone.</param>
public sealed record Location(string? Region, string? Zone, string? FaultDomain)
{
    /// <summary>
    /// Whether two places share a fault domain by what is said of them: the same word, and neither zones nor
    /// regions that tell them apart.
    /// </summary>
    public bool SharesFaultDomainWith(Location other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return FaultDomain is not null && FaultDomain == other.FaultDomain
            && !Differ(Zone, other.Zone) && !Differ(Region, other.Region);
    }

    /// <summary>Whether one of two places stands after the other's fault domain, zone or region is lost.
    /// </summary>
    public bool OutlivesLossOf(Location other, FaultScope scope)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Differ(Region, other.Region)
            || (scope <= FaultScope.Zone && Differ(Zone, other.Zone))
            || (scope == FaultScope.FaultDomain && Differ(FaultDomain, other.FaultDomain));
    }

    // Something that is not said proves nothing.
    private static bool Differ(string? left, string? right) =>
        left is not null && right is not null && left != right;
}
