using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Functions.Drills;
using Mesh.Sources.Progress;

namespace Mesh.Cli.Drills;

/// <summary>Waits for drills, showing how far they are.</summary>
internal static class DrillFollower
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until a drill is over, or asks for an approval.</summary>
    /// <param name="api">Where.</param>
    /// <param name="drill">The drill.</param>
    /// <param name="asked">Whether its question is answered already.</param>
    /// <param name="output">Shows how far it is.</param>
    /// <param name="cancellationToken">Ends the wait, not the drill.</param>
    public static async Task<DrillView> WaitAsync(
        ApiClient api,
        DrillView drill,
        bool asked,
        ConsoleOutput output,
        CancellationToken cancellationToken)
    {
        var last = drill;
        await using (output.ShowProgress($"drill {drill.System}", () => Reading(Volatile.Read(ref last))))
        {
            while (!last.IsOver() && (asked || last.Status is not { Asks: true }))
            {
                await Task.Delay(Look, TimeProvider.System, cancellationToken);
                Volatile.Write(ref last, await api.GetDrillAsync(drill.Id, cancellationToken));
            }
        }

        return last;
    }

    private static TransferReading Reading(DrillView drill) => new(
        drill.Status?.BytesDone ?? 0,
        drill.Status is { BytesTotal: > 0 and var total } ? total : null,
        drill.Status?.StepsDone ?? 0,
        drill.Status?.StepsTotal,
        drill.Status?.Phase ?? drill.State);
}
