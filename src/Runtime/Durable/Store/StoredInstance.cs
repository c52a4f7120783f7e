using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Store;

/// <summary>An instance and the history of its present execution, as stored.</summary>
internal sealed record StoredInstance(InstanceRow Row, IReadOnlyList<StoredEvent> Events);
