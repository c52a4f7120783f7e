using Mesh.Runtime.Durable.History;

namespace Mesh.Runtime.Durable.Store;

/// <summary>The first events of an instance's next execution.</summary>
internal sealed record NextExecution(long Execution, string? Input, IReadOnlyList<StoredEvent> Events);
