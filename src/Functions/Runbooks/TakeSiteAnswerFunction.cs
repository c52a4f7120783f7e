using Mesh.Domain.Sites;
using Mesh.Orchestrations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runbooks;

/// <summary>
/// Hands an agent's answer to the runbook, the cycle of standbys or the drill that waits for it, as the event
/// named by the order. An answer that nobody awaits is dropped; who waits looks whether it answers what was
/// ordered.
/// </summary>
public static class TakeSiteAnswerFunction
{
    [Function("TakeSiteAnswer")]
    public static async Task Run(
        [QueueTrigger("%MESH_ANSWERS_QUEUE%")] SiteAnswer answer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(client);
        if (IsOrderOf(answer)
            && await client.GetInstanceAsync(answer.Instance, cancellationToken) is
            {
                IsCompleted: false,
                Name: OrchestratorNames.Runbook or OrchestratorNames.Standby or OrchestratorNames.Drill,
            })
        {
            await client.RaiseEventAsync(
                answer.Instance, SiteAnswer.Event(answer.OrderId), answer, cancellationToken);
        }
    }

    // What comes from a site must not be able to raise any other event of any other orchestration.
    private static bool IsOrderOf(SiteAnswer answer) =>
        answer.Instance.StartsWith($"{answer.System}.", StringComparison.Ordinal)
        && answer.OrderId.StartsWith($"{answer.Instance}-", StringComparison.Ordinal)
        && answer.OrderId[(answer.Instance.Length + 1)..] is { Length: > 0 } number
        && number.All(char.IsAsciiDigit);
}
