namespace Mesh.Runtime.Durable.Engine;

/// <summary>An orchestrator called an activity that this program does not have.</summary>
internal sealed class ActivityNotFoundException(string name)
    : InvalidOperationException($"There is no activity named '{name}' in this program.");
