using Mesh.Orchestrations.Runbooks;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runbooks;

/// <summary>Reads how far a runbook is from its instance.</summary>
internal static class RunbookLook
{
    /// <summary>Its status; null before it has told any. The instance must come with its data.</summary>
    public static RunbookStatus? Of(OrchestrationMetadata? instance) =>
        string.IsNullOrEmpty(instance?.SerializedCustomStatus)
            ? null
            : instance.ReadCustomStatusAs<RunbookStatus>();
}
