namespace Mesh.Domain.Systems;

/// <summary>Whose machines a site stands on.</summary>
public enum SiteKind
{
    /// <summary>One's own data centre.</summary>
    Own,

    /// <summary>A public cloud.</summary>
    Public,

    /// <summary>A private cloud.</summary>
    Private,

    /// <summary>A dedicated cloud.</summary>
    Dedicated,

    /// <summary>A hybrid cloud.</summary>
    Hybrid,

    /// <summary>A third party's data centre.</summary>
    ThirdParty,
}
