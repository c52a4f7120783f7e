using System.Text.RegularExpressions;
using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>A base table.</summary>
internal sealed partial record TableSchema
{
    public required string Database { get; init; }

    public required string Name { get; init; }

    public required string Engine { get; init; }

    /// <summary>Whether a consistent snapshot covers it.</summary>
    public required bool IsTransactional { get; init; }

    public required bool IsVersioned { get; init; }

    /// <summary>The columns with values of their own, in the table's order.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>The primary key's columns; empty where there is none or it covers only prefixes.</summary>
    public required IReadOnlyList<TableColumn> Key { get; init; }

    /// <summary>Whether there is a primary key of any kind.</summary>
    public required bool HasPrimaryKey { get; init; }

    /// <summary>By the server's statistics; may be far off.</summary>
    public required long EstimatedRows { get; init; }

    /// <inheritdoc cref="EstimatedRows"/>
    public required long EstimatedBytes { get; init; }

    /// <summary>The statement that makes it; empty where it was not asked for.</summary>
    public string Create { get; init; } = "";

    /// <summary>
    /// When its definition was last written, to the second; empty where its engine keeps no time.
    /// </summary>
    public required string Changed { get; init; }

    public string QualifiedName => SqlText.Name(Database, Name);

    /// <summary>Whether two definitions are the same but for the next automatic number.</summary>
    public static bool IsSameDefinition(string left, string right) =>
        AutoIncrement().Replace(left, "") == AutoIncrement().Replace(right, "");

    /// <summary>For people: <c>database.table</c>.</summary>
    public override string ToString() => $"{Database}.{Name}";

    [GeneratedRegex(@"(?<=\n\).*) AUTO_INCREMENT=\d+")]
    private static partial Regex AutoIncrement();
}
