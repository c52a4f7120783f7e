namespace Mesh.Domain.Systems;

/// <summary>What a site is for.</summary>
public enum SiteRole
{
    /// <summary>The system runs here.</summary>
    Production,

    /// <summary>The system can be brought up here.</summary>
    Standby,
}
