using Mesh.Domain.Systems;

namespace Mesh.Activities.Restores;

/// <summary>What would be loaded of a dump.</summary>
/// <param name="Databases">The databases.</param>
/// <param name="Files">How many files of SQL.</param>
/// <param name="Bytes">How long they are.</param>
public sealed record DumpContent(IReadOnlyList<string> Databases, long Files, long Bytes)
{
    /// <summary>The tables of these databases.</summary>
    public IReadOnlyList<TableName> Tables { get; init; } = [];
}
