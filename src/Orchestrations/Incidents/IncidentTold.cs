namespace Mesh.Orchestrations.Incidents;

/// <summary>What is told to people about an incident.</summary>
/// <param name="IncidentId">Which incident.</param>
/// <param name="Key">What it is within the incident: told again, it is told once.</param>
/// <param name="Stage">Where its course is.</param>
/// <param name="Subject">What it is about, in one line.</param>
/// <param name="Text">What happened, and what to do.</param>
public sealed record IncidentTold(
    string IncidentId, string Key, IncidentStage Stage, string Subject, string Text);
