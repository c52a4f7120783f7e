namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>A table of a server.</summary>
internal readonly record struct TableName(string Database, string Table)
{
    private static readonly string[] NotOurs =
        ["information_schema", "mysql", "performance_schema", "sys", Replay.ReplayState.Database];

    /// <summary>Whether it belongs to the server itself, or to a replay.</summary>
    public bool IsOfServer => NotOurs.Contains(Database, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it could be the same table on a server that does not tell cases apart.</summary>
    public bool IsLike(TableName other) =>
        string.Equals(Database, other.Database, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Table, other.Table, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"{Database}.{Table}";
}
