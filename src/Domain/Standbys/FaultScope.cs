namespace Mesh.Domain.Standbys;

/// <summary>What may be lost as a whole; each holds those before it.</summary>
public enum FaultScope
{
    /// <summary>What shares a rack, a switch or a power supply.</summary>
    FaultDomain,

    /// <summary>An availability zone.</summary>
    Zone,

    /// <summary>A region.</summary>
    Region,
}
