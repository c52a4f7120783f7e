namespace Mesh.Domain.Sites;

/// <summary>What a database server is at its site.</summary>
public enum DatabaseRole
{
    /// <summary>It takes writes.</summary>
    Primary,

    /// <summary>It takes none but its primary's.</summary>
    Replica,

    /// <summary>It takes none at all, and stays so over restarts.</summary>
    Fenced,

    /// <summary>It does not answer.</summary>
    Unreachable,
}
