using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Store;

/// <summary>An instance to be recorded; it begins at <paramref name="StartAt"/>, or at once.</summary>
internal sealed record NewInstance(string Id, ExecutionStarted Start, DateTime? StartAt = null);
