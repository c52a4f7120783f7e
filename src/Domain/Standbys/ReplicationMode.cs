namespace Mesh.Domain.Standbys;

/// <summary>When a primary acknowledges a commit that a hot standby is to have too.</summary>
public enum ReplicationMode
{
    /// <summary>At once; the standby is behind by what is under way.</summary>
    Async,

    /// <summary>When the standby has it on disk, though not yet applied.</summary>
    SemiSync,
}
