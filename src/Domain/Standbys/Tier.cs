namespace Mesh.Domain.Standbys;

/// <summary>How soon a system is back, in the words of plans.</summary>
public enum Tier
{
    /// <summary>Within a week.</summary>
    Week,

    /// <summary>Within a day.</summary>
    Day,

    /// <summary>Within hours.</summary>
    Hour,

    /// <summary>Within minutes.</summary>
    Minute,

    /// <summary>Within seconds. A name taken for later: it needs two sites that are active.</summary>
    Second,
}
