using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Functions.Movements;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Mesh.Tests.App.Parts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Tests.App.Movements;

/// <summary>A movement is done in the step of its run that sent it, and in no other.</summary>
public sealed class LateMovementTests
{
    [Theory]
    [InlineData(4, 4, true)]
    [InlineData(5, 4, false)]
    public async Task A_movement_of_a_step_that_is_over_is_left_undone(int step, int sentIn, bool done)
    {
        var client = new StubDurableClient();
        client.AddRunning("run", new RunStatus { Phase = RunPhase.Moving, Step = step });

        var answers = await DeliverAsync(client, sentIn);

        Assert.Equal(done ? 1 : 0, answers);
    }

    [Fact]
    public async Task A_movement_of_a_run_that_is_not_there_is_left_undone() =>
        Assert.Equal(0, await DeliverAsync(new StubDurableClient(), 1));

    [Fact]
    public async Task A_movement_of_a_run_that_is_over_is_left_undone()
    {
        var client = new StubDurableClient();
        client.AddTerminated("run", "any");

        Assert.Equal(0, await DeliverAsync(client, 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_movement_that_is_faster_than_its_run_s_status_is_delivered_again(bool hasStatus)
    {
        var client = new StubDurableClient();
        client.AddRunning("run", hasStatus ? new RunStatus { Phase = RunPhase.Planning, Step = 2 } : null);

        var error = await Assert.ThrowsAsync<MeshException>(() => DeliverAsync(client, 3));

        Assert.Equal("movement-early", error.Code);
    }

    private static async Task<int> DeliverAsync(StubDurableClient client, int step)
    {
        await using var bench = await Bench.OpenAsync();
        var sender = new CountingSender();
        var options = new MovementOptions { MovementsQueue = "movements", ResultsQueue = "results" };
        var function = new DoMovementFunction(
            bench.Worker(),
            new MovementReporter(
                bench.Readings, sender, options, TimeProvider.System, NullLogger<MovementReporter>.Instance),
            sender,
            options,
            NullLogger<DoMovementFunction>.Instance);
        var message = new MovementMessage
        {
            Run = bench.Scope("one") with { RunId = "run" },
            MovementId = "any",
            Kind = "of no known kind, so that it is answered at once",
            Step = step,
            Attempt = 1,
            MovementBytes = 1,
        };
        await function.Run(message, client, CancellationToken.None);
        return sender.Count;
    }

    private sealed class CountingSender : IMovementSender
    {
        public int Count { get; private set; }

        public Task SendAsync(string queue, string json, CancellationToken cancellationToken)
        {
            Assert.Equal("results", queue);
            Count++;
            return Task.CompletedTask;
        }
    }
}
