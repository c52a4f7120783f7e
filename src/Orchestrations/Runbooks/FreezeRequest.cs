namespace Mesh.Orchestrations.Runbooks;

/// <summary>A system's schedules are to rest, or to run again.</summary>
/// <param name="System">The system.</param>
/// <param name="RunbookId">In whose name; only it can let them run again.</param>
public sealed record FreezeRequest(string System, string RunbookId);
