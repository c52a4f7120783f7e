using Mesh.Domain.Runbooks;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Runbooks;

/// <summary>A runbook in a world of two sites, from its start to its end.</summary>
internal sealed class RunbookCourse : IAsyncDisposable
{
    private const string Id = "bank-failover-1";

    private readonly EngineHost host;

    private RunbookCourse(EngineHost host, SiteWorld world) => (this.host, World) = (host, world);

    public SiteWorld World { get; }

    public static async Task<RunbookCourse> BeginAsync(
        RunbookMode mode,
        RunMode run,
        Action<SiteWorld>? prepare = null,
        RunbookKind kind = RunbookKind.Failover,
        bool losesNothing = true,
        bool declared = true,
        bool watched = false,
        bool replaced = false,
        bool filled = false,
        double trouble = 0,
        Random? random = null,
        params DeclaredStep[] declaredSteps)
    {
        // The clock is to overtake nobody, not even an engine that is ended at every commit; where orders
        // get lost it does so anyway.
        var time = new FastTime(run == RunMode.Killed && trouble == 0 ? 10 : 100);
        var world = new SiteWorld(time, random ?? new Random(1))
        {
            LosesNothing = losesNothing, Watched = watched, Trouble = trouble, Replaced = replaced,
            Filled = filled,
        };
        prepare?.Invoke(world);
        var host = await EngineHost.OpenAsync(run, world.Functions(), time);
        world.Host = host;
        await host.StartAsync(
            OrchestratorNames.Runbook,
            new RunbookInput
            {
                RunbookId = Id,
                System = "bank",
                Situation = SiteWorld.Situation(
                    mode, kind, losesNothing: declared && losesNothing, filled ? "mariadb://b" : "",
                    declaredSteps),
                Epoch = 1,
                RequestedBy = "test",
                Policy = new RunbookPolicy { AskSeconds = 20, HoldSeconds = 120 },
            },
            Id);
        return new RunbookCourse(host, world);
    }

    public async Task<RunbookStatus> StopsAsync(int after = 0) =>
        await StopsOrEndsAsync(after) ?? throw new InvalidOperationException("it has ended");

    public async Task<RunbookStatus?> StopsOrEndsAsync(int after)
    {
        var found = await host.WaitAsync(
            Id, instance => instance.IsCompleted || Status(instance)?.Question > after);
        return found.IsCompleted ? null : Status(found);
    }

    public Task DecideAsync(RunbookStatus status, RunbookDecision decision) => host.CallAsync(
        client => client.RaiseEventAsync(Id, RunbookDecision.Event(status.Question), decision));

    public async Task<RunbookReport> EndAsync()
    {
        var end = await host.WaitForEndAsync(Id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        return end.ReadOutputAs<RunbookReport>()!;
    }

    public void NothingWrong() => Assert.Empty(World.Wrongs);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static RunbookStatus? Status(OrchestrationMetadata instance) =>
        instance.SerializedCustomStatus is null ? null : instance.ReadCustomStatusAs<RunbookStatus>();
}
