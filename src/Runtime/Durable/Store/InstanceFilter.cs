using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>Which instances; an absent part does not restrict.</summary>
internal sealed record InstanceFilter(
    DateTime? CreatedFrom = null,
    DateTime? CreatedTo = null,
    IReadOnlyList<OrchestrationRuntimeStatus>? Statuses = null,
    string? IdPrefix = null);
