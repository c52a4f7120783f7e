namespace Mesh.Domain.Systems;

/// <summary>What is done with a database server's log.</summary>
public enum DatabaseLog
{
    /// <summary>Nothing: only full backups can be restored.</summary>
    Off,

    /// <summary>It is followed and stored as it grows, so that any moment can be restored.</summary>
    Continuous,
}
