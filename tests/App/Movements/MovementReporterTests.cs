using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Runs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.App.Movements;

/// <summary>A long movement says how far it is, the more seldom the longer it takes.</summary>
public sealed class MovementReporterTests
{
    private static readonly MovementMessage Message = new()
    {
        Run = new RunScope
        {
            RunId = "run",
            System = "shop",
            Component = "ledger",
            Repository = "/srv/vault",
            PasswordReference = "env:PASSWORD",
        },
        MovementId = "1.0.0",
        Kind = MovementKind.Backup,
        Step = 3,
        Attempt = 1,
        MovementBytes = 1,
    };

    [Fact]
    public async Task A_movement_of_a_day_is_reported_a_few_hundred_times_and_at_first_every_two_seconds()
    {
        var clock = new FakeTimeProvider();
        var sender = new Sender();
        var readings = new MovementReadings();
        var over = new TaskCompletionSource();
        var progress = readings.Begin(Message);
        progress.SetTotals(86_400, 7);
        var reporting = Reporter(readings, sender, clock).WhileAsync(Message, over.Task, default);

        var inFirstMinute = 0;
        for (var second = 1; second <= 86_400; second++)
        {
            progress.AddBytes(1);
            clock.Advance(TimeSpan.FromSeconds(1));
            inFirstMinute = second == 60 ? sender.Sent.Count : inFirstMinute;
        }

        over.SetResult();
        await reporting;

        Assert.InRange(inFirstMinute, 25, 30);
        Assert.InRange(sender.Sent.Count, 200, 500);
        var last = JsonSerializer.Deserialize<MovementResult>(sender.Sent[^1])!;
        Assert.False(last.Succeeded);
        Assert.Equal((86_400L, 7L), (last.UnderWay!.TotalBytes, last.UnderWay.TotalFiles));
        Assert.InRange(last.UnderWay.Bytes, 80_000, 86_400);
    }

    [Fact]
    public async Task A_queue_that_refuses_reports_does_not_disturb_the_movement()
    {
        var clock = new FakeTimeProvider();
        var sender = new Sender { Refuses = true };
        var readings = new MovementReadings();
        readings.Begin(Message);
        var over = new TaskCompletionSource();

        var reporting = Reporter(readings, sender, clock).WhileAsync(Message, over.Task, default);
        clock.Advance(TimeSpan.FromSeconds(9));
        over.SetResult();

        await reporting;
        Assert.NotEqual(0, sender.Asked);
    }

    [Fact]
    public async Task A_movement_that_counts_nothing_is_not_reported()
    {
        var clock = new FakeTimeProvider();
        var sender = new Sender();
        var over = new TaskCompletionSource();

        var reporting = Reporter(new MovementReadings(), sender, clock)
            .WhileAsync(Message, over.Task, default);
        clock.Advance(TimeSpan.FromSeconds(9));
        over.SetResult();
        await reporting;

        Assert.Equal(0, sender.Asked);
    }

    private static MovementReporter Reporter(
        MovementReadings readings, Sender sender, TimeProvider clock) => new(
        readings,
        sender,
        new MovementOptions { MovementsQueue = "movements", ResultsQueue = "results" },
        clock,
        NullLogger<MovementReporter>.Instance);

    private sealed class Sender : IMovementSender
    {
        public bool Refuses { get; init; }

        public int Asked { get; private set; }

        public List<string> Sent { get; } = [];

        public Task SendAsync(string queue, string json, CancellationToken cancellationToken)
        {
            Asked++;
            if (Refuses)
            {
                throw new IOException("the queue is away");
            }

            Sent.Add(json);
            return Task.CompletedTask;
        }
    }
}
