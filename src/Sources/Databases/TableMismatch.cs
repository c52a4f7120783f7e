namespace Mesh.Sources.Databases;

/// <summary>A table that does not hold what the record says.</summary>
/// <param name="Table"><c>database.table</c>.</param>
/// <param name="Cause">In which way, for people.</param>
public sealed record TableMismatch(string Table, string Cause)
{
    public override string ToString() => $"{Table}: {Cause}";
}
