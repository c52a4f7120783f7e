using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Storage.Files;

namespace Mesh.Bench.MariaDb;

/// <summary>
/// Captures a log from a file's beginning until SIGTERM, or until its end, and prints the bytes and the RPO,
/// which is looked at every 20 ms once the log has been caught up with.
/// </summary>
internal static class Captures
{
    private static readonly TimeSpan SampleEvery = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string socket, string folder, string file, bool untilEnd)
    {
        using var random = RandomNumberGenerator.Create();
        await using var store = new FileObjectStore(folder);
        using var repository = await Vaults.OpenAsync(store, folder, random);
        var options = new LogCaptureOptions { UntilEnd = untilEnd };
        var capture = new LogCapture(repository, "bench", Vaults.Root(socket), options, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        using var ended = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        var samples = new Samples();
        var sampling = SampleAsync(capture.Status.Rpo, samples, stop.Token);
        try
        {
            await capture.RunAsync(new LogStart(new LogPosition(file, 4), GtidPosition.Empty), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way in which a capture that follows the log ends.
        }

        await stop.CancelAsync();
        await sampling;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"bytes={capture.Status.Bytes} segments={capture.Status.Segments} {samples}"));
        return capture.Status.Problem.Length == 0 ? 0 : 1;
    }

    private static async Task SampleAsync(RpoMeter rpo, Samples samples, CancellationToken cancellationToken)
    {
        await WaitAsync(CatchUp, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            // Before the first poll that is in the vault nothing is known.
            if (rpo.Current is { } current)
            {
                samples.Add(current);
            }

            await WaitAsync(SampleEvery, cancellationToken);
        }
    }

    // Ends early, without an error, when it is cancelled.
    private static async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) =>
        await Task.Delay(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
