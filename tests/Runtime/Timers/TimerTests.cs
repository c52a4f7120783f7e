using Mesh.Domain.Errors;
using Mesh.Runtime.Hosting;
using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Support;

namespace Mesh.Tests.Runtime.Timers;

/// <summary>Timer functions on a host whose clock stands still until the test moves it.</summary>
public sealed class TimerTests : IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly SleepClock clock = new(new DateTimeOffset(2026, 5, 4, 10, 3, 0, TimeSpan.Zero));
    private readonly SettableClock wall;
    private string schedule = "0 */10 * * * *";
    private string? zone;

    public TimerTests() => wall = new SettableClock(clock);

    [Fact]
    public async Task A_timer_ticks_at_the_times_of_its_schedule()
    {
        await using var host = await StartAsync<TickProbe>();
        Assert.Equal(TimeSpan.FromMinutes(7), await clock.NextSleepAsync());
        clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal("tick late=False last=00:00 next=10:10", await host.Journal.NextAsync());
        Assert.Equal(TimeSpan.FromMinutes(10), await clock.NextSleepAsync());
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("tick late=False last=10:10 next=10:20", await host.Journal.NextAsync());
    }

    [Fact]
    public async Task Ticks_missed_while_the_host_was_down_are_made_up_for_by_one_run()
    {
        await using (var first = await StartAsync<TickProbe>())
        {
            await TickAsync(TimeSpan.FromMinutes(7), first);
        }

        clock.Advance(TimeSpan.FromHours(3));
        await using var second = await StartAsync<TickProbe>();
        Assert.Equal("tick late=True last=10:10 next=10:20", await second.Journal.NextAsync());

        // It is 13:10:00 now: that tick is the run that was made up, the next one is in ten minutes.
        await SleptAsync(TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("tick late=False last=13:10 next=13:20", await second.Journal.NextAsync());
    }

    [Fact]
    public async Task A_tick_missed_before_the_first_run_is_made_up_for_too()
    {
        await using (await StartAsync<TickProbe>())
        {
            await SleptAsync(TimeSpan.FromMinutes(7));
        }

        clock.Advance(TimeSpan.FromMinutes(20));
        await using var second = await StartAsync<TickProbe>();
        Assert.Equal("tick late=True last=00:00 next=10:10", await second.Journal.NextAsync());
    }

    [Fact]
    public async Task A_host_that_was_down_between_two_ticks_has_missed_nothing()
    {
        await using (var first = await StartAsync<TickProbe>())
        {
            await TickAsync(TimeSpan.FromMinutes(7), first);
        }

        clock.Advance(TimeSpan.FromMinutes(4));
        await using var second = await StartAsync<TickProbe>();
        await SleptAsync(TimeSpan.FromMinutes(6));
        Assert.Empty(second.Journal.Rest());
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_is_set_back_keeps_no_timer_waiting_for_that_long()
    {
        wall.Ahead = TimeSpan.FromHours(2);
        await using var host = await StartAsync<TickProbe>();
        await TickAsync(TimeSpan.FromMinutes(7), host);

        wall.Ahead = TimeSpan.Zero;
        clock.Advance(TimeSpan.FromMinutes(10));

        await SleptAsync(TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.StartsWith("tick", await host.Journal.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_schedule_has_missed_nothing()
    {
        await using (await StartAsync<TickProbe>())
        {
            await SleptAsync(TimeSpan.FromMinutes(7));
        }

        clock.Advance(TimeSpan.FromHours(3));
        schedule = "0 */30 * * * *";
        await using var second = await StartAsync<TickProbe>();
        await SleptAsync(TimeSpan.FromMinutes(27));
        Assert.Empty(second.Journal.Rest());
    }

    [Fact]
    public async Task A_timer_that_is_not_monitored_knows_nothing_of_a_downtime()
    {
        await using (await StartAsync<UnmonitoredProbe>())
        {
            await SleptAsync(TimeSpan.FromMinutes(57));
        }

        clock.Advance(TimeSpan.FromHours(3));
        await using var second = await StartAsync<UnmonitoredProbe>();
        await SleptAsync(TimeSpan.FromMinutes(57));
        clock.Advance(TimeSpan.FromMinutes(57));
        Assert.Equal("unmonitored late=False status=False", await second.Journal.NextAsync());
    }

    [Fact]
    public async Task A_timer_can_run_at_every_start()
    {
        for (var start = 0; start < 2; start++)
        {
            await using var host = await StartAsync<StartProbe>();
            Assert.Equal("start late=False", await host.Journal.NextAsync());
            Assert.Equal(TimeSpan.FromDays(1), await clock.NextSleepAsync());
        }
    }

    [Fact]
    public async Task A_run_that_takes_longer_than_the_schedule_is_never_joined_by_another_and_makes_up_once()
    {
        await using var host = await StartAsync<SlowProbe>();
        await SleptAsync(TimeSpan.FromMinutes(7));
        clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal("begin late=False", await host.Journal.NextAsync());
        clock.Advance(TimeSpan.FromMinutes(35));
        Assert.Empty(host.Journal.Rest());

        host.Journal.Open("slow");
        Assert.Equal(["end", "begin late=True", "end"], await host.Journal.NextAsync(3));
        await SleptAsync(TimeSpan.FromMinutes(5));
        Assert.Empty(host.Journal.Rest());
    }

    [Fact]
    public async Task A_run_that_dies_with_the_host_is_run_again()
    {
        await using var dying = await StartAsync<SlowProbe>();
        await SleptAsync(TimeSpan.FromMinutes(7));
        clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal("begin late=False", await dying.Journal.NextAsync());

        // What a kill leaves of the timer.
        using var copy = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(copy["data"], "timers"));
        File.Copy(
            Path.Combine(
                folder["data"], "timers", "slow.json"), Path.Combine(copy["data"], "timers", "slow.json"));
        clock.Advance(TimeSpan.FromMinutes(2));
        await using var next = await RunningHost.StartAsync(copy, [typeof(SlowProbe)], Change);
        Assert.Equal("begin late=True", await next.Journal.NextAsync());
        next.Journal.Open("slow");
        dying.Journal.Open("slow");
    }

    [Fact]
    public async Task A_run_that_fails_is_logged_and_the_next_tick_comes()
    {
        await using var host = await StartAsync<FailingProbe>();
        await SleptAsync(TimeSpan.FromMinutes(7));
        clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal("late=False", await host.Journal.NextAsync());
        await SleptAsync(TimeSpan.FromMinutes(10));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal("late=False", await host.Journal.NextAsync());
        Assert.Contains(
            host.Log.Lines, line => line.Contains("Timer failing failed it fails", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_waits_for_the_run_that_is_under_way()
    {
        await using var host = await StartAsync<SlowProbe>();
        await SleptAsync(TimeSpan.FromMinutes(7));
        clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal("begin late=False", await host.Journal.NextAsync());
        var stop = host.Host.StopAsync();
        Assert.Equal(TimeSpan.FromSeconds(30), await clock.NextSleepAsync());
        Assert.False(stop.IsCompleted);
        host.Journal.Open("slow");
        await stop;
        Assert.Equal(["end"], host.Journal.Rest());
    }

    [Fact]
    public async Task A_status_file_that_cannot_be_read_stops_the_start_and_says_what_to_do()
    {
        Directory.CreateDirectory(Path.Combine(folder["data"], "timers"));
        await File.WriteAllTextAsync(Path.Combine(folder["data"], "timers", "tick.json"), "{");
        var failure = await Assert.ThrowsAsync<MeshException>(StartAsync<TickProbe>);
        Assert.Equal("bad-timer-status", failure.Code);
        Assert.Contains("tick.json", failure.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_zone_of_a_setting_counts()
    {
        schedule = "0 0 13 * * *";
        zone = "Europe/Berlin";
        await using var host = await StartAsync<TickProbe>();
        Assert.Equal(TimeSpan.FromMinutes(57), await clock.NextSleepAsync());
    }

    [Theory]
    [InlineData("0 */10 * * *", null, "bad-schedule", "tick")]
    [InlineData("0 99 * * * *", null, "bad-schedule", "tick")]
    [InlineData("", null, "missing-setting", "TICK")]
    [InlineData("0 */10 * * * *", "Mars/Olympus", "bad-time-zone", "Mars/Olympus")]
    public async Task A_bad_schedule_or_zone_stops_the_start(
        string given, string? zoneGiven, string code, string named)
    {
        schedule = given;
        zone = zoneGiven;
        var failure = await Assert.ThrowsAsync<MeshException>(StartAsync<TickProbe>);
        Assert.Equal(code, failure.Code);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningHost> StartAsync<T>() => RunningHost.StartAsync(folder, [typeof(T)], Change);

    private MeshHostOptions Change(MeshHostOptions options) => options with
    {
        Clock = wall,
        Settings = name => name switch { "TICK" => schedule, "WEBSITE_TIME_ZONE" => zone, _ => null },
    };

    private async Task SleptAsync(TimeSpan length) => Assert.Equal(length, await clock.NextSleepAsync());

    private async Task TickAsync(TimeSpan until, RunningHost host)
    {
        await SleptAsync(until);
        clock.Advance(until);
        await host.Journal.NextAsync();
        await clock.NextSleepAsync();
    }
}
