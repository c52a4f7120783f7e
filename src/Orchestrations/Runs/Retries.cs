using Mesh.Orchestrations.Movements;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>How often the activities of a run are tried before the run fails.</summary>
internal sealed class Retries(MovementPolicy policy)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly string Permanent = typeof(PermanentFailureException).FullName!;

    /// <summary>For a lock: a prune that holds the vault may take its time.</summary>
    public TaskOptions Lock => Options(30);

    /// <summary>For effects on the vault: a store may be away for a few minutes.</summary>
    public TaskOptions Vault => Options(7);

    /// <summary>For what must happen whatever comes: the rows of the catalogue.</summary>
    public TaskOptions Closing => Options(12);

    private TaskOptions Options(int attempts) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(policy.PauseSeconds),
            backoffCoefficient: 2,
            maxRetryInterval: LongestPause)
        {
            HandleFailure = failure => failure.ErrorType != Permanent,
        });
}
