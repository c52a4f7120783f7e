using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Schema;

/// <summary>A column that holds values of its own: none that is generated.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">How its values are treated.</param>
/// <param name="IsInteger">Whether it is one of the integer types.</param>
/// <param name="CharacterSet">Of text; null for all else.</param>
internal sealed record TableColumn(string Name, CellKind Kind, bool IsInteger, string? CharacterSet)
{
    /// <summary>What to select so that the value comes whole. The session's results must be
    /// binary.</summary>
    public string Expression => Kind switch
    {
        CellKind.Unsigned when !IsInteger => $"CAST({SqlText.Name(Name)} AS UNSIGNED)",
        CellKind.Single or CellKind.Double => $"CAST({SqlText.Name(Name)} AS DOUBLE)",
        CellKind.Digits or CellKind.Time => $"CAST({SqlText.Name(Name)} AS BINARY)",
        _ => SqlText.Name(Name),
    };

    /// <summary>A column as the server describes it.</summary>
    public static TableColumn From(string name, string dataType, string columnType, string? characterSet)
    {
        var isInteger = dataType is "tinyint" or "smallint" or "mediumint" or "int" or "bigint";
        var kind = dataType switch
        {
            _ when isInteger => columnType.Contains("unsigned", StringComparison.Ordinal)
                || columnType.Contains("zerofill", StringComparison.Ordinal)
                    ? CellKind.Unsigned
                    : CellKind.Signed,
            "year" => CellKind.Signed,
            "bit" or "enum" or "set" => CellKind.Unsigned,
            "float" => CellKind.Single,
            "double" => CellKind.Double,
            "decimal" => CellKind.Digits,
            "date" or "time" or "datetime" or "timestamp" => CellKind.Time,
            "inet4" or "inet6" => CellKind.Network,
            "uuid" => CellKind.Uuid,
            _ when characterSet is not null => CellKind.Text,
            _ => CellKind.Bytes,
        };
        return new TableColumn(name, kind, isInteger, kind == CellKind.Text ? characterSet : null);
    }
}
