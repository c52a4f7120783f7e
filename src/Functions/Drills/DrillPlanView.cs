using Mesh.Domain.Drills;

namespace Mesh.Functions.Drills;

/// <summary>What a drill would do.</summary>
/// <param name="System">What is drilled.</param>
/// <param name="Steps">The steps, exactly as they would run.</param>
/// <param name="Points">The recovery points that would be restored.</param>
public sealed record DrillPlanView(
    string System, IReadOnlyList<DrillStep> Steps, IReadOnlyList<DrillPointView> Points);
