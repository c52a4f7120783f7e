namespace Mesh.Functions.Systems;

/// <summary>A system in a list, with how well each of its components is protected.</summary>
public sealed record SystemSummary(
    string Name, int Revision, DateTimeOffset AppliedAt, IReadOnlyList<ComponentSummary> Components);
