using Mesh.Functions.Runs;

namespace Mesh.Functions.Incidents;

/// <summary>A decision about an incident.</summary>
/// <param name="Question">The number of the question that is answered.</param>
/// <param name="Approve">Whether what is asked may be done.</param>
/// <param name="By">Who decides: one of those that are asked; null: whose key it is.</param>
/// <param name="Cause">
/// What is behind it in their judgement: <c>anomaly</c>, <c>accident</c> or <c>disaster</c>; null: what was
/// told.
/// </param>
/// <param name="Plan">
/// The digest of the plan that was read, of the failover or of the start at the own site; the approval of
/// another plan than the one that would run now is refused. Null: whatever the plan is.
/// </param>
/// <param name="Restore">
/// With an approval: the restore that is to be done, of a component of the incident's system, in place of
/// anything else; null: none.
/// </param>
public sealed record IncidentDecisionRequest(
    int Question,
    bool Approve,
    string? By = null,
    string? Cause = null,
    string? Plan = null,
    RestoreRequest? Restore = null);
