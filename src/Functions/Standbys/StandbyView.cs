namespace Mesh.Functions.Standbys;

/// <summary>A system's standbys that sleep, of one kind.</summary>
/// <param name="System">The system.</param>
/// <param name="Kind"><c>cycle</c> or <c>inspection</c>.</param>
/// <param name="DueAt">When they are woken next.</param>
/// <param name="Last">The last time; null before the first.</param>
public sealed record StandbyView(string System, string Kind, DateTimeOffset DueAt, CycleView? Last);
