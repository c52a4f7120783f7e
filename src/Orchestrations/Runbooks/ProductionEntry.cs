namespace Mesh.Orchestrations.Runbooks;

/// <summary>Where a system's production is, from an epoch on.</summary>
public sealed record ProductionEntry(string System, string Site, long Epoch, string RunbookId);
