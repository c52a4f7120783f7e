using Mesh.Orchestrations.Runbooks;

namespace Mesh.Orchestrations.Incidents;

/// <summary>What came of asking for a failover.</summary>
/// <param name="RunbookId">The runbook that is entered or runs already; empty where there is none.</param>
/// <param name="Start">What is to be started now; null: another is under way, and is joined.</param>
/// <param name="Refused">Why there is none; empty where production was not seen down any more.</param>
public sealed record IncidentRunbook(string RunbookId, RunbookInput? Start, string Refused);
