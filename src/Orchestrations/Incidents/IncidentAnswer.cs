namespace Mesh.Orchestrations.Incidents;

/// <summary>What came of a question that is closed.</summary>
/// <param name="Decision">What was decided; null: nobody has answered.</param>
public sealed record IncidentAnswer(IncidentDecision? Decision);
