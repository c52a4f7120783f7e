namespace Mesh.Sources.MariaDb.Schema;

/// <summary>All that is defined in one database.</summary>
internal sealed record DatabaseSchema
{
    public required string Name { get; init; }

    public required string Create { get; init; }

    public required IReadOnlyList<(string Name, string Create)> Sequences { get; init; }

    public required IReadOnlyList<TableSchema> Tables { get; init; }

    public required IReadOnlyList<ViewSchema> Views { get; init; }

    /// <summary>Packages, functions and procedures, in an order in which they can be made.</summary>
    public required IReadOnlyList<CodeObject> Routines { get; init; }

    /// <summary>In the order in which they act.</summary>
    public required IReadOnlyList<CodeObject> Triggers { get; init; }

    public required IReadOnlyList<CodeObject> Events { get; init; }
}
