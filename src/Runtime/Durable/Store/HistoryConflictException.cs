namespace Mesh.Runtime.Durable.Store;

/// <summary>Another owner has changed the instance: whoever gets this must let go of it.</summary>
internal sealed class HistoryConflictException(string instance)
    : Exception($"The history of instance '{instance}' was changed by another owner.");
