namespace Mesh.Sources.Databases;

/// <summary>A table whose content the log does not tell exactly, and which was therefore only read.</summary>
/// <param name="Table"><c>database.table</c>.</param>
/// <param name="Rows">How many rows were read.</param>
/// <param name="Reason">Why the log does not tell.</param>
public sealed record ScannedTable(string Table, long Rows, string Reason)
{
    public override string ToString() => $"{Table}: {Reason}";
}
