namespace Mesh.Domain.Standbys;

/// <summary>How the sites of a system stand to each other.</summary>
public enum Architecture
{
    /// <summary>One site serves, another stands by.</summary>
    Standby,

    /// <summary>Two sites serve. A name taken for later.</summary>
    DualActive,

    /// <summary>Three or more sites serve, in several regions. A name taken for later.</summary>
    MultiActive,

    /// <summary>Two sites of one region serve, one in another stands by. A name taken for later.</summary>
    TwoSitesThreeCentres,
}
