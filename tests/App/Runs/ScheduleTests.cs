using Mesh.Catalog.Paging;
using Mesh.Catalog.Runs;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Parts;
using Mesh.Tests.App.Running;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Tests.App.Runs;

/// <summary>Schedules, from the timer's tick to the recovery point.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public async Task The_tick_that_finds_a_backup_due_starts_it_at_once_and_no_later_tick_again()
    {
        var clock = new JumpingClock();
        await using var bench = await Bench.OpenAsync(clock: clock);
        clock.Jump(TimeSpan.FromDays(2));

        var (first, second) = (new StubDurableClient(), new StubDurableClient());
        await bench.Schedules().StartDue(new TimerInfo(), first, default);
        await bench.Schedules().StartDue(new TimerInfo(), second, default);

        var runs = (await bench.Runs.ListAsync(new RunFilter(), new PageRequest(), default)).Items;
        Assert.Equal(["documents", "pictures"], runs.Select(run => run.Component.Component.Value).Order());
        Assert.Equal(runs.Select(run => run.Id.Value).Order(), first.Started.Keys.Order());
        Assert.Empty(second.Started);
    }

    [Fact]
    public async Task Due_backups_start_once_and_one_run_stands_for_all_that_were_missed()
    {
        var clock = new JumpingClock();
        clock.JumpToNoon();
        await using var app = await TestApp.StartAsync(new TestAppOptions
        {
            Clock = clock,
            Settings = new Dictionary<string, string> { ["MESH_SCHEDULE_TICK"] = "* * * * * *" },
            Manifest = "schedule: {timeZone: UTC, full: '0 3 * * *'}",
        });
        app.Fill(new Random(1), 3, 1_000);

        clock.Jump(TimeSpan.FromDays(3));
        var first = await EndOfAsync(app, 1);
        clock.Jump(TimeSpan.FromDays(1));
        var second = await EndOfAsync(app, 2);
        await app.RestartAsync();
        clock.Jump(TimeSpan.FromHours(1));
        await app.BackUpAsync();

        Assert.Equal("schedule", first.Trigger);
        Assert.Equal("schedule", second.Trigger);
        Assert.NotEqual(first.Id, second.Id);
        var runs = (await app.Api.ListRunsAsync("", default)).Items;
        Assert.Equal(2, runs.Count(run => run.Trigger == "schedule"));
        Assert.All(runs, run => Assert.Equal("succeeded", run.State));
        Assert.Equal(3, (await app.PointsAsync()).Count);
    }

    private static async Task<RunView> EndOfAsync(TestApp app, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var runs = (await app.Api.ListRunsAsync("", limit.Token)).Items;
            if (runs.Count == count)
            {
                return await app.EndAsync(runs[0]);
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
