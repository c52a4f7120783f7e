namespace Mesh.Tests.Sites.Probes;

/// <summary>What a place reports of what it sees.</summary>
public class ProbeLoopTests
{
    [Fact]
    public async Task A_check_that_fails_is_reported_down_after_as_many_looks_and_up_after_as_many_good_ones()
    {
        var probe = new ScriptedProbe("tcp://db:1");
        await using var place = new RunningProbes(probe);
        await place.UntilAsync(() => place.Taken.Count > 0);
        Assert.Equal((true, "well", "bank", "witness", "tcp://db:1"), (place.Newest("tcp://db:1").Healthy,
            place.Newest("tcp://db:1").Told, place.Newest("tcp://db:1").System, place.Newest("tcp://db:1").Place,
            place.Newest("tcp://db:1").Check));

        var failing = place.Time.GetUtcNow();
        probe.Good = false;
        await place.UntilAsync(() => !place.Newest("tcp://db:1").Healthy);
        var down = place.Newest("tcp://db:1");
        Assert.Equal((3, "not well"), (down.Failures, down.Told));
        Assert.InRange(down.Since, failing, down.At - (RunningProbes.Every * 2));

        probe.Good = true;
        var looks = probe.Looks;
        await place.UntilAsync(() => place.Newest("tcp://db:1").Healthy);
        Assert.True(probe.Looks >= looks + 3);
        Assert.Equal(place.Taken.Select(report => report.Sequence).Distinct().Order(),
            place.Taken.Select(report => report.Sequence));
    }

    [Fact]
    public async Task A_check_that_flaps_stays_what_it_was()
    {
        var probe = new ScriptedProbe("tcp://db:1") { Sees = number => number % 3 == 1 };
        await using var place = new RunningProbes(probe);

        await place.UntilAsync(() => probe.Looks > 20);

        Assert.All(place.Taken, report => Assert.True(report.Healthy));
    }

    [Fact]
    public async Task A_place_says_every_few_seconds_that_nothing_has_changed()
    {
        var probe = new ScriptedProbe("tcp://db:1");
        await using var place = new RunningProbes(probe);

        await place.UntilAsync(() => probe.Looks > 20);

        var times = place.Taken.Select(report => report.At).ToList();
        Assert.All(times.Zip(times.Skip(1)),
            pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(5)));
        Assert.InRange(times.Count, 5, 12);
        Assert.Single(place.Taken.Select(report => report.Since).Distinct());
    }

    [Fact]
    public async Task A_check_that_hangs_is_down_and_does_not_hold_the_others_up()
    {
        var (hangs, works) = (new ScriptedProbe("tcp://db:1") { Hangs = true }, new ScriptedProbe("tcp://db:2"));
        await using var place = new RunningProbes(hangs, works);

        await place.UntilAsync(() => place.Taken.Any(report => report.Check == "tcp://db:1"));
        await place.UntilAsync(() => place.Newest("tcp://db:1").Failures > 5);

        Assert.False(place.Newest("tcp://db:1").Healthy);
        Assert.True(place.Newest("tcp://db:2").Healthy);
        Assert.Equal(3, hangs.Looks);
        Assert.True(works.Looks > 5);
    }

    [Fact]
    public async Task A_place_that_lacks_what_it_needs_to_ask_is_silent_and_says_why_once()
    {
        var probe = new ScriptedProbe("tcp://db:1") { Sees = number => number == 1 ? true : null };
        await using var place = new RunningProbes(probe);

        await place.UntilAsync(() => probe.Looks > 20);

        Assert.True(Assert.Single(place.Taken).Healthy);
        Assert.Equal("this place cannot look at tcp://db:1: no password", Assert.Single(place.Log));
    }

    [Fact]
    public async Task A_report_that_was_not_taken_is_sent_again()
    {
        await using var place = new RunningProbes(new ScriptedProbe("tcp://db:1")) { IsAway = true };
        await place.UntilAsync(() => !place.Log.IsEmpty);

        place.IsAway = false;
        await place.UntilAsync(() => place.Taken.Count > 0);

        Assert.Equal(place.Tried.First(), place.Taken[0]);
    }

    [Fact]
    public async Task Looking_goes_on_while_the_server_is_away_which_then_gets_the_newest()
    {
        var probe = new ScriptedProbe("tcp://db:1") { Good = false };
        await using var place = new RunningProbes(probe) { IsAway = true };
        await place.UntilAsync(() => probe.Looks > 10);

        // What is on its way at that moment may be an older one.
        place.IsAway = false;
        await place.UntilAsync(() => place.Taken.Any(report => report.Failures >= 6));

        await place.UntilAsync(() => place.Log.Count > 1);
        Assert.Equal(2, place.Log.Count);
        Assert.Contains("are not taken", place.Log.First(), StringComparison.Ordinal);
        Assert.Contains("are taken again", place.Log.Last(), StringComparison.Ordinal);
    }
}
