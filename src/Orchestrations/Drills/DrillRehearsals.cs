using Mesh.Domain.Sites;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Drills;

/// <summary>
/// Has the data of components restored in a sealed place, and agents rehearse their parts, one after the
/// other; the drill's locks are renewed meanwhile. Deterministic.
/// </summary>
internal sealed class DrillRehearsals(
    TaskOrchestrationContext context, DrillInput input, Task<DrillDecision> cancelled)
{
    private readonly Retries retries = new(input.Policy);
    private readonly RunbookOrders orders = new(
        context, input.DrillId, input.System, RunbookPolicy.UsualAskAgainSeconds,
        new Retries(input.Policy).Vault);

    /// <summary>Restores one component.</summary>
    /// <param name="part">What.</param>
    /// <param name="promotes">Whether the restored database has to take a write.</param>
    /// <param name="step">The step of the drill, as its status shows it.</param>
    /// <param name="underWay">Hears how far it is.</param>
    /// <returns>Null where the drill was cancelled.</returns>
    public async Task<MovementResult?> RestoreAsync(
        DrillPart part, bool promotes, int step, Action<MovementReading> underWay)
    {
        var over = false;
        var flights = new MovementFlights(context, part.Run, input.Policy)
        {
            UnderWay = reading =>
            {
                if (!over)
                {
                    underWay(reading);
                }
            },
        };
        var result = await LockedAsync(flights.TryAsync(Message(part, promotes, step)));
        over = true;
        return result;
    }

    /// <summary>Has the agent of the site that would take over rehearse its part.</summary>
    /// <param name="component">Whose.</param>
    /// <returns>Null where the drill was cancelled.</returns>
    public Task<SiteAnswer?> AskAsync(string component) => LockedAsync(orders.GiveAsync(
        new SiteOrder
        {
            OrderId = "", System = "", Site = input.Site, Component = component, Verb = SiteVerb.Rehearse,
            Epoch = input.Epoch,
        },
        TimeSpan.FromSeconds(input.OrderSeconds)));

    private async Task<T?> LockedAsync<T>(Task<T> work)
        where T : class
    {
        while (true)
        {
            using var over = new CancellationTokenSource();
            var renewal = context.CreateTimer(
                TimeSpan.FromSeconds(input.Policy.LockRefreshSeconds), over.Token);
            var first = await Task.WhenAny(work, cancelled, renewal);
            if (first != renewal)
            {
                over.Cancel();
                return first == work ? await work : null;
            }

            foreach (var vault in Vaults(input))
            {
                await context.CallActivityAsync(ActivityNames.RefreshRunLock, vault, retries.Vault);
            }
        }
    }

    /// <summary>Each vault that the drill reads, once.</summary>
    public static IEnumerable<RunScope> Vaults(DrillInput input) =>
        input.Parts.Select(part => part.Run).DistinctBy(run => run.Repository);

    private MovementMessage Message(DrillPart part, bool promotes, int step) => new()
    {
        Run = part.Run,
        MovementId = part.Component,
        Kind = part.IsDatabase ? MovementKind.Rehearse : MovementKind.RehearseFiles,
        Step = step,
        Attempt = 1,
        Snapshot = part.Point.Snapshot,
        Proof = new ProofTask
        {
            Bases = [part.Point],
            Stream = part.Stream,
            Assertions = part.Assertions,
            Connections = part.Connections,
            Promotes = promotes,
        },
        MovementBytes = input.Policy.MovementBytes,
    };
}
