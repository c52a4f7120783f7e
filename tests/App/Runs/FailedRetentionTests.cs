using Mesh.Orchestrations;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Parts;
using Microsoft.DurableTask;

namespace Mesh.Tests.App.Runs;

public class FailedRetentionTests
{
    [Fact]
    public async Task A_verified_snapshot_becomes_a_recovery_point_also_when_retention_fails()
    {
        await using var bench = await Bench.OpenAsync();
        RecoveryPointRequest? recorded = null;
        var context = new ScriptedContext(Answer, Raise);

        var outcome =
            await BackupOrchestrator.Run(
                context, new BackupInput { Run = bench.Scope("one"), Paths = ["/any"] });

        Assert.True(outcome.Succeeded, outcome.Reason);
        Assert.True(recorded is { Verified: true, Snapshot: "snapshot" });
        Assert.Contains("the store is away", Assert.Single(outcome.Warnings), StringComparison.Ordinal);

        object? Answer(string activity, object? input) => activity switch
        {
            ActivityNames.CommitSnapshot => new CommitOutcome("snapshot", 0),
            ActivityNames.VerifySnapshot => new VerifyOutcome(true, []),
            ActivityNames.ApplyRetention => throw new TaskFailedException(
                activity, 1, new TaskFailureDetails("any", "the store is away", null, null, null)),
            ActivityNames.RecordRecoveryPoint => recorded = (RecoveryPointRequest)input!,
            _ => null,
        };
    }

    private static MovementResult Raise(string movement) => new MovementResult
    {
        RunId = "one",
        MovementId = movement,
        Succeeded = true,
        Tree = "tree",
        Page = movement.EndsWith("plan", StringComparison.Ordinal)
            ? new PlannedPage { Ranges = [" "] }
            : null,
    };
}
