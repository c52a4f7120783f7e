using Mesh.Sources.MariaDb.Schema;

namespace Mesh.Sources.MariaDb.Log.Advancing.Tables;

/// <summary>Any column of a table on the target, generated or not.</summary>
/// <param name="Value">How its values are treated.</param>
/// <param name="DataType">The bare name of its type.</param>
/// <param name="ColumnType">The type as it was declared.</param>
/// <param name="SecondDigits">Digits of a second; 0 to 6.</param>
/// <param name="IsGenerated">Whether others make its values.</param>
internal sealed record TargetColumn(
    TableColumn Value, string DataType, string ColumnType, int SecondDigits, bool IsGenerated)
{
    public string Name => Value.Name;

    /// <summary>Whether a number is shown with zeros before it.</summary>
    public bool IsFilled => ColumnType.Contains("zerofill", StringComparison.Ordinal);

    /// <summary>Whether a year is shown with two digits.</summary>
    public bool IsShortYear => ColumnType == "year(2)";
}
