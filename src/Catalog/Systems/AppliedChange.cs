using Mesh.Catalog.Diffs;

namespace Mesh.Catalog.Systems;

/// <summary>What applying a manifest did.</summary>
/// <param name="System">The system as it is now.</param>
/// <param name="Diff">What changed; empty when nothing did.</param>
public sealed record AppliedChange(SystemRecord System, SystemDiff Diff);
