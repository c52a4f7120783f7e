namespace Mesh.Domain.Systems;

/// <summary>What the owner demands of one component.</summary>
/// <param name="Rpo">The most of it that may be lost; stands in for the system's.</param>
/// <param name="Rto">
/// The longest until this component is back once those it depends on are; not looser than the figure of its
/// kind and class.
/// </param>
public sealed record ComponentObjectives(TimeSpan? Rpo = null, TimeSpan? Rto = null);
