using System.Collections.Concurrent;
using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;
using Mesh.Sites.Probes;
using Mesh.Tests.Kit;
using Mesh.Tests.Sites.Databases;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Probes;

/// <summary>
/// A loop of a place on a clock that the test moves, and a server that takes its reports or not.
/// </summary>
internal sealed class RunningProbes : IProbeReports, IAsyncDisposable
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stop = new();
    private readonly ScratchFolder folder = new();
    private readonly ConcurrentQueue<ProbeReport> taken = new();
    private readonly Task running;

    public RunningProbes(params ScriptedProbe[] probes) => running = new ProbeLoop(
        "bank",
        "witness",
        probes,
        new Detection(Every, 3),
        ProbeSequence.Open(folder["sequence"], Time),
        this,
        Time,
        Log.Enqueue).RunAsync(stop.Token);

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddDays(20000));

    /// <summary>What it has told its log.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>All that was sent, whether it was taken or not.</summary>
    public ConcurrentQueue<ProbeReport> Tried { get; } = new();

    /// <summary>Whether the server does not answer.</summary>
    public bool IsAway { get; set; }

    public IReadOnlyList<ProbeReport> Taken => [.. taken];

    /// <summary>The newest report on a check.</summary>
    public ProbeReport Newest(string check) => Taken.Last(report => report.Check == check);

    public Task SendAsync(ProbeReport report, CancellationToken cancellationToken)
    {
        Tried.Enqueue(report);
        if (IsAway)
        {
            throw new MeshException("server-away", "server", "it is away");
        }

        taken.Enqueue(report);
        return Task.CompletedTask;
    }

    /// <summary>Moves the clock until something holds.</summary>
    public Task UntilAsync(Func<bool> holds) => Writers.UntilAsync(() =>
    {
        Time.Advance(Every / 4);
        return Task.FromResult(holds());
    });

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
        folder.Dispose();
    }
}
