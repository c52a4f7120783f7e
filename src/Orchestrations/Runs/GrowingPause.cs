using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>The pauses between looks at something that may take seconds or days. Deterministic.</summary>
internal sealed class GrowingPause(TaskOrchestrationContext context)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private TimeSpan next = TimeSpan.FromSeconds(0.5);

    /// <summary>Waits; the next time longer, up to 15 s.</summary>
    public async Task WaitAsync()
    {
        await context.CreateTimer(next, CancellationToken.None);
        next = next * 1.5 < Longest ? next * 1.5 : Longest;
    }
}
