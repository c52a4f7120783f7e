using Mesh.Domain.Sites;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Durable.Tests.Standbys;

/// <summary>
/// Cycles of standbys on the engine, which is also ended after every commit and goes on from its store.
/// </summary>
public class StandbyTests
{
    private const string Id = "bank.cycle.1";

    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_was_woken_is_brought_forward_checked_and_sleeps_again(string mode)
    {
        var world = new World();

        var end = await world.RunAsync(Enum.Parse<RunMode>(mode));

        Assert.True(end.Succeeded, end.Reason);
        Assert.NotNull(end.RpoSeconds);
        Assert.Equal(["it is small", "app woke with a capacity of 3, and 2 is declared"], end.Drift);
        Assert.Equal(
            [
                "start-db", "fill", "start-app", "status-db", "check-app", "status-app", "stop-app", "stop-db",
            ],
            world.Done);
        Assert.Empty(world.Awake);
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), "start-app")]
    [InlineData(nameof(RunMode.Live), "fill")]
    [InlineData(nameof(RunMode.Killed), "fill")]
    [InlineData(nameof(RunMode.Killed), "check-app")]
    public async Task Whatever_fails_is_said_and_all_sleeps_again(string mode, string failing)
    {
        var world = new World { Failing = failing };

        var end = await world.RunAsync(Enum.Parse<RunMode>(mode));

        Assert.False(end.Succeeded);
        Assert.Contains("is broken", end.Reason, StringComparison.Ordinal);
        Assert.Null(end.ReadySeconds);
        Assert.Equal(["stop-app", "stop-db"], world.Done.TakeLast(2));
        Assert.Empty(world.Awake);
    }

    [Fact]
    public async Task What_a_runbook_has_taken_over_is_left_to_it()
    {
        var world = new World { OvertakenAt = "check-app" };

        var end = await world.RunAsync(RunMode.Live);

        Assert.True(end.Overtaken);
        Assert.DoesNotContain("stop-db", world.Done);
        Assert.Equal(["app", "db"], world.Awake.Order());
    }

    /// <summary>A site whose agent does what it is told, but for what fails.</summary>
    private sealed class World
    {
        private readonly FastTime time = new(100);
        private readonly Lock gate = new();
        private readonly Dictionary<string, SiteAnswer> answered = [];
        private EngineHost host = null!;

        public string Failing { get; init; } = "";

        public string OvertakenAt { get; init; } = "";

        public List<string> Done { get; } = [];

        public HashSet<string> Awake { get; } = [];

        public async Task<CycleEnd> RunAsync(RunMode mode)
        {
            await using var opened = await EngineHost.OpenAsync(mode, Functions(), time);
            host = opened;
            await host.StartAsync(
                OrchestratorNames.Standby,
                new CycleInput
                {
                    Id = Id,
                    System = "bank",
                    Site = "b",
                    Epoch = 1,
                    By = "test",
                    Parts = [new CyclePart("db", "mariadb://b", Fill: true), new CyclePart("app", "", false) { Capacity = 2 }],
                },
                Id);
            return (await host.WaitForEndAsync(Id)).ReadOutputAs<CycleEnd>()!;
        }

        private TestFunctions Functions() => new TestFunctions()
            .Orchestrator(
                OrchestratorNames.Standby,
                async context => await StandbyOrchestrator.Run(context, context.GetInput<CycleInput>()!))
            .Orchestrator(
                OrchestratorNames.Restore,
                async context =>
                {
                    await context.CreateTimer(TimeSpan.FromSeconds(2), CancellationToken.None);
                    return new RunOutcome
                    {
                        RunId = "run", Succeeded = Failing != "fill", Reason = "the log is broken",
                    };
                })
            .Activity<SiteOrder, bool>(ActivityNames.SendSiteOrder, Send)
            .Activity<FillRequest, FillChoice>(
                ActivityNames.ChooseFill,
                _ => new FillChoice("point", "end", time.GetUtcNow(), Onward: false, Overwrite: true))
            .Activity<FillBegin, EnteredRestore>(ActivityNames.BeginFill, Fill)
            .Activity<CycleInput, Drift>(ActivityNames.FindDrift, _ => new Drift(["it is small"]))
            .Activity<CycleEnd, bool>(ActivityNames.FinishCycle, _ => true);

        private EnteredRestore Fill(FillBegin begin)
        {
            lock (gate)
            {
                if (!Done.Contains("fill"))
                {
                    Done.Add("fill");
                }
            }

            return new EnteredRestore(new RestoreInput
            {
                Run = new RunScope
                {
                    RunId = begin.Request.Name.Replace('/', '.'), System = "bank", Component = "db",
                    Repository = "vault", PasswordReference = "env:NONE",
                },
                Snapshot = "s",
                Target = begin.Request.Target,
            });
        }

        private bool Send(SiteOrder order)
        {
            SiteAnswer answer;
            lock (gate)
            {
                answer = answered.TryGetValue(order.OrderId, out var known)
                    ? known
                    : answered[order.OrderId] = Answer(order);
            }

            _ = Task.Run(() => host.CallAsync(
                client => client.RaiseEventAsync(order.Instance, SiteAnswer.Event(order.OrderId), answer)));
            return true;
        }

        private SiteAnswer Answer(SiteOrder order)
        {
            var what = $"{Domain.Spelling.Words.Of(order.Verb)}-{order.Component}";
            if (what == OvertakenAt)
            {
                return SiteAnswer.Failed(order, SiteAnswer.StaleEpoch, "epoch 2 has been seen", "", false);
            }

            if (what == Failing)
            {
                return SiteAnswer.Failed(order, "broken", $"{what} is broken", "", retryable: false);
            }

            Done.Add(what);
            if (order.Verb == SiteVerb.Start)
            {
                Assert.Equal(order.Component == "db", order.Filling);
                Assert.Equal(order.Component == "app" ? 2 : 0, order.Capacity);
                Awake.Add(order.Component);
            }
            else if (order.Verb == SiteVerb.Stop)
            {
                Awake.Remove(order.Component);
            }

            return SiteAnswer.Done(order, what == "status-app" ? "it runs, capacity=3" : what);
        }
    }
}
