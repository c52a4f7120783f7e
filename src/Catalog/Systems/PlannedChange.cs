using Mesh.Catalog.Diffs;

namespace Mesh.Catalog.Systems;

/// <summary>What applying a manifest would do.</summary>
/// <param name="Revision">The revision it was compared with; 0 when there is no such system yet.</param>
/// <param name="Diff">What would change.</param>
public sealed record PlannedChange(int Revision, SystemDiff Diff);
