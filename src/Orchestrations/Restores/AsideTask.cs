namespace Mesh.Orchestrations.Restores;

/// <summary>
/// What of a database server is restored by way of a scratch server. Without tables it is the databases that
/// the movement names.
/// </summary>
public sealed record AsideTask
{
    /// <summary>The tables, as <c>DATABASE.TABLE</c>; empty where databases are restored.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>What the one table is called on the target, as <c>DATABASE.TABLE</c>; null for what it is
    /// called in the backup.</summary>
    public string? As { get; init; }
}
