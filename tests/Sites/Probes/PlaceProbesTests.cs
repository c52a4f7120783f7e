using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Mesh.Domain.Detection;
using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;
using Mesh.Sites.Probes;
using Mesh.Tests.Kit;
using Mesh.Tests.Sites.Databases;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Sites.Probes;

/// <summary>A place that asks its server what to look at.</summary>
public sealed class PlaceProbesTests : IProbeReports, IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly ConcurrentQueue<ProbeReport> taken = new();
    private readonly ConcurrentQueue<string> log = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();

    public PlaceProbesTests() => listener.Start();

    Task IProbeReports.SendAsync(ProbeReport report, CancellationToken cancellationToken)
    {
        taken.Enqueue(report);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_declared_is_looked_at_and_what_is_declared_then()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20000));
        var (first, second) = ($"tcp://{listener.LocalEndpoint}", $"tcp://localhost:{FreePort.Find()}");
        IReadOnlyList<string> checks = [first, first];
        var away = true;
        var running = Place(time, _ => away
            ? throw new MeshException("server-away", "server", "it is away")
            : Task.FromResult(Duties(checks))).RunAsync(stop.Token);
        await UntilAsync(time, () => !log.IsEmpty);

        away = false;
        await UntilAsync(time, () => Has(first, healthy: true));
        checks = [second];
        await UntilAsync(time, () => Has(second, healthy: false));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(
            ["the declared checks are not looked at: server: it is away", "other checks are declared now"], log);
        Assert.Equal(taken.Select(report => report.Sequence).Distinct().Order(),
            taken.Select(report => report.Sequence));
    }

    [Fact]
    public async Task A_check_that_this_agent_does_not_know_is_told_and_the_place_is_silent()
    {
        var time = new FakeTimeProvider();
        var running = Place(time, _ => Task.FromResult(Duties(["gopher://db"]))).RunAsync(stop.Token);

        await UntilAsync(time, () => !log.IsEmpty);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Contains("gopher://db: is nothing that can be asked", Assert.Single(log), StringComparison.Ordinal);
        Assert.Empty(taken);
    }

    public void Dispose()
    {
        listener.Dispose();
        stop.Dispose();
        folder.Dispose();
    }

    private bool Has(string check, bool healthy) =>
        taken.Any(report => report.Check == check && report.Healthy == healthy);

    private static ProbeDuties Duties(IReadOnlyList<string> checks) =>
        new(checks, new Detection(TimeSpan.FromSeconds(5), 2));

    private static Task UntilAsync(
        FakeTimeProvider time, Func<bool> holds) => Writers.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(holds());
        });

    private PlaceProbes Place(TimeProvider time, Func<CancellationToken, Task<ProbeDuties>> ask) => new(
        "bank", "a", folder["sequence"], ask, this, (_, _) => Task.FromResult(""), time, log.Enqueue);
}
