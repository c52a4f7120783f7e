using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// Delivers mail to the owners of instances, again and again until it has arrived or the engine stops.
/// </summary>
internal sealed class Courier(IInstanceRouter router, TimeProvider time, ILogger<Courier> log) : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopping = new();

    /// <summary>
    /// False when the engine stopped first: what was not recorded happens again after the next start.
    /// </summary>
    public async Task<bool> DeliverAsync(string instance, IReadOnlyList<MailItem> mail)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await router.DeliverAsync(instance, mail);
                return true;
            }
#pragma warning disable CA1031 // Whatever hinders a delivery (the owner moved, the disk is full) may pass.
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (stopping.IsCancellationRequested)
                {
                    return false;
                }

                log.LogWarning(
                    e, "Mail for instance {Instance} has not arrived; it is delivered again.", instance);
            }

            try
            {
                await Task.Delay(pause, time, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    public void Stop() => stopping.Cancel();

    public void Dispose() => stopping.Dispose();
}
