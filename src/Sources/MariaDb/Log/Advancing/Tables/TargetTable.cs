using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>A table as it is on the target.</summary>
internal sealed record TargetTable(TableSchema Schema, IReadOnlyList<TargetColumn> Columns)
{
    private static readonly string[] WithRowsOfTheirOwn =
        ["InnoDB", "MyISAM", "Aria", "MEMORY", "ARCHIVE", "CSV", "ROCKSDB"];

    public TableName Name => new(Schema.Database, Schema.Name);

    /// <summary>Whether nothing but its own changes changes what it shows.</summary>
    public bool HasOwnRows => WithRowsOfTheirOwn.Contains(Schema.Engine, StringComparer.OrdinalIgnoreCase);
}
