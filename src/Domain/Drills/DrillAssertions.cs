using Mesh.Domain.Names;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Drills;

/// <summary>What a drill asks of one restored database.</summary>
/// <param name="Component">The database.</param>
/// <param name="Assertions">What must hold in it.</param>
public sealed record DrillAssertions(ComponentName Component, IReadOnlyList<ProofAssertion> Assertions);
