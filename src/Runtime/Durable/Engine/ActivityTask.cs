namespace Mesh.Runtime.Durable.Engine;

/// <summary>An activity that was recorded as scheduled and is to be run.</summary>
internal sealed record ActivityTask(ActivityKey Key, string Name, string? Input);
