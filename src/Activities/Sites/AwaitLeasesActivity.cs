using Mesh.Activities.Runs;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Mesh.Sites.Epochs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>
/// Waits, by this machine's monotonic clock, until every lease of older epochs has ended. Done again it waits
/// anew, which is safe.
/// </summary>
public sealed class AwaitLeasesActivity(SystemRegistry systems, TimeProvider time)
{
    [Function(ActivityNames.AwaitLeases)]
    public Task<LeaseWaited> Run([ActivityTrigger] LeaseWait wait, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var system =
                (await systems.GetAsync(SystemName.Parse(wait.System), cancellationToken)).Definition;
            await using var voters = SystemVoters.Open(system, time);
            var takeover = new EpochTakeover(voters, SystemVoters.Rules(system), time, new Random(1));
            var claim = await FindAsync(voters, wait, cancellationToken);
            IReadOnlyList<LeaseEnd> ends;
            try
            {
                ends = await takeover.WaitForLeasesAsync(claim, cancellationToken);
            }
            catch (MeshException lost) when (lost.Code == "epoch-lost")
            {
                var highest = (await voters.SurveyAsync(cancellationToken)).Highest;
                return new LeaseWaited(false, lost.Message) { Overtaken = highest > wait.Won };
            }

            var end = ends.FirstOrDefault(each => each.Lease.Site == wait.Site);
            return end switch
            {
                null => new LeaseWaited(false, $"{wait.Site} has told the voters of no lease"),
                { IsEvidence: false } => new LeaseWaited(
                    false, $"the lease of {wait.Site} has ended, but no watchdog stands behind it"),
                _ => new LeaseWaited(
                    true,
                    $"the lease of {wait.Site} ended under its watchdog; "
                    + $"waited {end.Waited.TotalSeconds:0.#} s since epoch {wait.Won} was won"),
            };
        });

    // The voters hold it as it was signed, by this incarnation or by one that it has replaced.
    private static async Task<EpochClaim> FindAsync(
        EpochVoters voters, LeaseWait wait, CancellationToken cancellationToken) =>
        (await voters.SurveyAsync(cancellationToken)).Claims.FirstOrDefault(claim =>
            claim.Epoch == wait.Won && claim.Site == wait.For
            && Incarnation.NameIn(claim.Claimer) == wait.Claimer)
        ?? new EpochClaim(wait.Won, wait.For, wait.Claimer, default);
}
