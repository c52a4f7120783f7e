using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

internal static class RuntimeStatusExtensions
{
    public static bool HasEnded(this OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed
        or OrchestrationRuntimeStatus.Failed
        or OrchestrationRuntimeStatus.Terminated;
}
