namespace Mesh.Sites.Databases;

/// <summary>When a primary acknowledges a commit.</summary>
public enum ReplicationMode
{
    /// <summary>As soon as it has it itself.</summary>
    Asynchronous,

    /// <summary>When a standby has received it.</summary>
    SemiSynchronous,
}
