using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>
/// A third place, which holds no copy of the system but a vote on which site is production.
/// </summary>
/// <param name="Name">Its name; no site has it.</param>
/// <param name="Voter">The store that its vote is kept in.</param>
/// <param name="Region">The region, in the owner's words.</param>
/// <param name="Zone">The availability zone within the region.</param>
/// <param name="FaultDomain">The fault domain within the zone.</param>
public sealed record Witness(
    SiteName Name,
    VaultLocation Voter,
    string? Region = null,
    string? Zone = null,
    string? FaultDomain = null)
{
    /// <summary>Where it is.</summary>
    public Location Location => new(Region, Zone, FaultDomain);
}
