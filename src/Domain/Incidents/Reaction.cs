namespace Mesh.Domain.Incidents;

/// <summary>What is done about an incident.</summary>
public enum Reaction
{
    /// <summary>The data is restored where it was.</summary>
    Restore,

    /// <summary>Another copy at the same site takes over.</summary>
    LocalFailover,

    /// <summary>The standby site takes over.</summary>
    SiteFailover,
}
