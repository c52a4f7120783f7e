using Mesh.Domain.Names;

namespace Mesh.Catalog.Points;

/// <summary>Which points are wanted; what is null does not matter.</summary>
/// <param name="System">Of this system.</param>
/// <param name="Component">Of components of this name.</param>
/// <param name="Restorable">Only those that count: verified or proven.</param>
public sealed record PointFilter(
    SystemName? System = null, ComponentName? Component = null, bool Restorable = false);
