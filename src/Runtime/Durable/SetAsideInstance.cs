namespace Mesh.Runtime.Durable;

/// <summary>
/// An instance that cannot be repeated, so that it is no longer run: terminate it, or repair and retry.
/// </summary>
public sealed record SetAsideInstance(string InstanceId, string Orchestrator, string Reason);
