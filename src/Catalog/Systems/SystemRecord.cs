using Mesh.Domain.Names;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Systems;

/// <summary>A system as it is declared now.</summary>
/// <param name="Definition">What its owner declared.</param>
/// <param name="Revision">Counts its changes, from 1.</param>
/// <param name="ComponentsSince">Since when each component has been declared.</param>
/// <param name="CreatedAt">When it was declared first.</param>
/// <param name="AppliedAt">When this revision was applied.</param>
/// <param name="AppliedBy">Who applied it.</param>
public sealed record SystemRecord(
    SystemDefinition Definition,
    int Revision,
    IReadOnlyDictionary<ComponentName, DateTimeOffset> ComponentsSince,
    DateTimeOffset CreatedAt,
    DateTimeOffset AppliedAt,
    string AppliedBy);
