namespace Mesh.Domain.Systems;

/// <summary>The database servers that can be protected; each is the scheme of its connections.</summary>
public enum DatabaseEngine
{
    /// <summary>MariaDB.</summary>
    Mariadb,
}
