using Mesh.Domain.Measures;
using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Telemetry;

/// <summary>Something measured.</summary>
/// <param name="Metric">What; it implies the unit.</param>
/// <param name="Component">Of what.</param>
/// <param name="At">When.</param>
/// <param name="Value">How much, in the metric's unit.</param>
/// <param name="Run">The run that it is the measure of; null for what is sampled by the clock.</param>
/// <param name="Phase">The phase of that run; null for the whole.</param>
public sealed record Sample(
    Metric Metric,
    ComponentAddress Component,
    DateTimeOffset At,
    double Value,
    RunId? Run = null,
    string? Phase = null);
