using System.Text.Json;
using Mesh.Orchestrations.Movements;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Tells a run from time to time how far its movement is. The longer the movement takes the more seldom, so
/// that the history of a run of days stays short: some fifty times in its first minutes, and fifty times for
/// each time that its length grows by a factor of e.
/// </summary>
public sealed class MovementReporter(
    MovementReadings readings,
    IMovementSender sender,
    MovementOptions options,
    TimeProvider time,
    ILogger<MovementReporter> log)
{
    private const int ReportsPerLength = 50;

    /// <summary>Reports until the movement is over.</summary>
    public async Task WhileAsync(MovementMessage message, Task doing, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!doing.IsCompleted)
        {
            var elapsed = time.GetElapsedTime(began) / ReportsPerLength;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(
                elapsed > options.ReportEvery ? elapsed : options.ReportEvery, time, over.Token);
            if (await Task.WhenAny(doing, pause) == doing || cancellationToken.IsCancellationRequested)
            {
                await over.CancelAsync();
                return;
            }

            await ReportAsync(message, cancellationToken);
        }
    }

    private async Task ReportAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        if (readings.Read(message) is not { } reading)
        {
            return;
        }

        var report = MovementResult.Done(message) with { Succeeded = false, UnderWay = reading };
        try
        {
            await sender.SendAsync(options.ResultsQueue, JsonSerializer.Serialize(report), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // The movement goes on, and its result is what counts.
            log.LogWarning(
                error, "It could not be told how far movement {Movement} of run {Run} is",
                message.MovementId, message.Run.RunId);
        }
    }
}
