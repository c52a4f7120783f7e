using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>How often an activity is tried before its run fails.</summary>
internal static class Retries
{
    private static readonly string Permanent = typeof(PermanentFailureException).FullName!;

    /// <summary>For a lock: a prune that holds the vault may take its time.</summary>
    public static TaskOptions Lock { get; } = Policy(30, TimeSpan.FromSeconds(1));

    /// <summary>For effects on the vault: a store may be away for a few minutes.</summary>
    public static TaskOptions Vault { get; } = Policy(6, TimeSpan.FromSeconds(1));

    /// <summary>For what must happen whatever comes: rows of the catalogue, locks released.</summary>
    public static TaskOptions Closing { get; } = Policy(12, TimeSpan.FromSeconds(1));

    private static TaskOptions Policy(int attempts, TimeSpan first) => TaskOptions.FromRetryPolicy(
        new RetryPolicy(attempts, first, backoffCoefficient: 2, maxRetryInterval: TimeSpan.FromMinutes(1))
        {
            HandleFailure = failure => failure.ErrorType != Permanent,
        });
}
