namespace Mesh.Orchestrations.Runbooks;

/// <summary>A step of a runbook that is over, for the catalogue.</summary>
public sealed record RunbookStepNews(string RunbookId, string System, RunbookStepRecord Step);
