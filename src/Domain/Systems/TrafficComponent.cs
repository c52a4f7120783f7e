using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>
/// The way by which clients reach the system: names and load balancers that can lead to either site. Which
/// ones is configured with each site's agent.
/// </summary>
/// <param name="Name">Its name within the system; the agent knows its settings by it.</param>
/// <param name="Site">The site that it leads to as long as all is well.</param>
public sealed record TrafficComponent(ComponentName Name, SiteName Site) : ComponentDefinition(Name, Site)
{
    /// <summary>The word for it in a manifest.</summary>
    public const string Word = "traffic";

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <inheritdoc/>
    public override bool HoldsData => false;
}
