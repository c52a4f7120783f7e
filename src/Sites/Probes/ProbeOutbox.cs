using Mesh.Domain.Detection;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Probes;

/// <summary>
/// Sends reports one after the other, beside the looks. Of those that wait only a check's newest is kept: an
/// older one would say nothing more.
/// </summary>
internal sealed class ProbeOutbox(IProbeReports reports, TimeProvider time, Action<string> told) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock guard = new();
    private readonly Dictionary<string, ProbeReport> waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim some = new(0);

    public void Put(ProbeReport report)
    {
        lock (guard)
        {
            waiting[report.Check] = report;
        }

        some.Release();
    }

    /// <summary>Sends until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failure = "";
        while (true)
        {
            await some.WaitAsync(cancellationToken);
            while (Take() is { } report)
            {
                try
                {
                    await reports.SendAsync(report, cancellationToken);
                    if (failure.Length > 0)
                    {
                        told("reports of checks are taken again");
                    }

                    failure = "";
                }
                catch (MeshException error)
                {
                    // Said once: the server is asked again every second.
                    if (failure != error.Message)
                    {
                        told($"reports of checks are not taken: {error.Message}");
                        failure = error.Message;
                    }

                    PutBack(report);
                    await Task.Delay(Pause, time, cancellationToken);
                }
            }
        }
    }

    public void Dispose() => some.Dispose();

    private ProbeReport? Take()
    {
        lock (guard)
        {
            // What has waited longest goes first.
            var oldest = waiting.Values.MinBy(report => report.Sequence);
            return oldest is not null && waiting.Remove(oldest.Check) ? oldest : null;
        }
    }

    private void PutBack(ProbeReport report)
    {
        lock (guard)
        {
            waiting.TryAdd(report.Check, report);
        }
    }
}
