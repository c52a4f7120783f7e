using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>A place where a copy of the system lives.</summary>
/// <param name="Name">Its name within the system; it names the site's movement queue.</param>
/// <param name="Kind">Whose machines it stands on.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Region">The region, in the owner's words.</param>
/// <param name="Zone">The availability zone within the region.</param>
/// <param name="FaultDomain">The fault domain within the zone.</param>
public sealed record Site(
    SiteName Name,
    SiteKind Kind,
    SiteRole Role,
    string? Region = null,
    string? Zone = null,
    string? FaultDomain = null)
{
    /// <summary>The store that this site's vote is kept in; null for a site that has none.</summary>
    public VaultLocation? Voter { get; init; }

    /// <summary>Where it is.</summary>
    public Location Location => new(Region, Zone, FaultDomain);
}
