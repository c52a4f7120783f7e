using Mesh.Domain.Incidents;

namespace Mesh.Orchestrations.Incidents;

/// <summary>What somebody has decided about an incident.</summary>
/// <param name="Question">The number of the question that is answered.</param>
/// <param name="Approved">Whether what was asked may be done.</param>
/// <param name="By">Who decides.</param>
/// <param name="Cause">What is behind it in their judgement; null: what was told.</param>
/// <param name="At">When.</param>
/// <param name="Restores">Whether a restore was approved with it.</param>
public sealed record IncidentDecision(
    int Question, bool Approved, string By, Cause? Cause, DateTimeOffset At, bool Restores = false);
