namespace Mesh.Runtime.Durable;

/// <summary>
/// One execution of an activity: its name, the orchestration that asked for it, and its input as JSON.
/// </summary>
public sealed record ActivityCall(string Name, string InstanceId, string? SerializedInput);
