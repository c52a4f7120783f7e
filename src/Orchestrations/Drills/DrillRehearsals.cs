using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Runs;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Drills;

/// <summary>
/// Has the data of components restored in a sealed place, one after the other; the drill's locks are renewed
/// meanwhile. Deterministic.
/// </summary>
internal sealed class DrillRehearsals(
    TaskOrchestrationContext context, DrillInput input, Task<DrillDecision> cancelled)
{
    private readonly Retries retries = new(input.Policy);

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
        var flight = flights.TryAsync(Message(part, promotes, step));
        while (true)
        {
            using var landed = new CancellationTokenSource();
            var renewal = context.CreateTimer(
                TimeSpan.FromSeconds(input.Policy.LockRefreshSeconds), landed.Token);
            var first = await Task.WhenAny(flight, cancelled, renewal);
            if (first != renewal)
            {
                over = true;
                landed.Cancel();
                return first == flight ? await flight : null;
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
