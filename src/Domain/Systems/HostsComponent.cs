using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>
/// Hosts that are started, stopped, promoted, scaled and fenced as one. How is configured with the site's
/// agent.
/// </summary>
/// <param name="Name">Its name within the system; the agent knows its commands by it.</param>
/// <param name="Site">The site where they run.</param>
public sealed record HostsComponent(ComponentName Name, SiteName Site) : ComponentDefinition(Name, Site)
{
    /// <summary>The word for it in a manifest.</summary>
    public const string Word = "hosts";

    /// <summary>What they grow to and shrink to; null where their owner's commands decide.</summary>
    public HostCapacity? Capacity { get; init; }

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <inheritdoc/>
    public override bool HoldsData => false;
}
