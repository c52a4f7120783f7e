using Mesh.Domain.Sites;

namespace Mesh.Tests.Sites.Agents;

public class SiteAgentTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nothing_is_promoted_without_a_lease()
    {
        await using var running = await RunningAgent.StartAsync();

        var unclaimed = await running.OrderAsync(SiteVerb.Promote, 1);
        await running.Voters.ClaimAsync("b", "run-1", 0, default);
        var others = await running.OrderAsync(SiteVerb.Promote, 1);

        Assert.Equal(("no-lease", "no-lease"), (unclaimed.Code, others.Code));
        Assert.Empty(running.Part.Done);
        Assert.False(await running.Agent.ServesAsync("db", default));
    }

    [Fact]
    public async Task A_site_that_loses_its_voters_is_fenced_before_its_lease_ends_and_comes_back_with_them()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        Assert.True((await running.OrderAsync(SiteVerb.Promote, 1)).Succeeded);
        Assert.True(await running.Agent.ServesAsync("db", default));

        running.CutVoters();
        var took = await running.UntilAsync(() => !running.Part.IsWritable, Limit);

        Assert.True(took <= RunningAgent.Rules.Length - RunningAgent.Rules.KillTime, $"after {took}");
        Assert.False(await running.Agent.ServesAsync("db", default));
        running.HealVoters();
        await running.UntilAsync(() => running.Agent.ServesAsync("db", default), Limit);
    }

    [Fact]
    public async Task An_order_of_an_older_epoch_is_refused_and_a_newer_one_ends_the_lease()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        await running.OrderAsync(SiteVerb.Promote, 1);
        await running.Voters.ClaimAsync("b", "run-2", 0, default);

        var fenced = await running.OrderAsync(SiteVerb.Fence, 2);
        var stale = await running.OrderAsync(SiteVerb.Promote, 1, "again");

        Assert.Equal(EvidenceKind.ReadBack, fenced.Evidence!.Kind);
        Assert.Equal(("stale-epoch", false), (stale.Code, running.Part.IsWritable));
        Assert.False(await running.Agent.ServesAsync("db", default));
    }

    [Fact]
    public async Task An_order_delivered_twice_is_done_once_also_after_a_restart()
    {
        await using var running = await RunningAgent.StartAsync();
        var first = await running.OrderAsync(SiteVerb.Scale, 1);
        var second = await running.OrderAsync(SiteVerb.Scale, 1);
        await using var next = await running.RestartAsync();

        var third = await next.OrderAsync(SiteVerb.Scale, 1);

        Assert.Equal((first, first), (second, third));
        Assert.Equal((1, 0), (running.Part.Done.Count, next.Part.Done.Count));
    }

    [Fact]
    public async Task An_order_that_comes_after_a_later_one_was_answered_is_not_done()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.OrderAsync(SiteVerb.Scale, 1, "runbook-2", 2);
        await using var next = await running.RestartAsync();

        var late = await next.OrderAsync(SiteVerb.ScaleBack, 1, "runbook-1", 1);
        var repeated = await next.OrderAsync(SiteVerb.Scale, 1, "runbook-2", 2);
        var following = await next.OrderAsync(SiteVerb.ScaleBack, 1, "runbook-3", 3);

        Assert.Equal(("overtaken", false), (late.Code, late.Succeeded));
        Assert.True(repeated.Succeeded && following.Succeeded);
        Assert.Equal(["ScaleBack"], next.Part.Done);
    }

    [Fact]
    public async Task After_a_restart_it_is_fenced_until_the_voters_confirm_it()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        await running.OrderAsync(SiteVerb.Promote, 1);
        running.CutVoters();
        await using var next = await running.RestartAsync();

        await next.UntilAsync(() => next.Part.Done.Contains("fence"), Limit);
        Assert.False(await next.Agent.ServesAsync("db", default));
        next.HealVoters();

        await next.UntilAsync(() => next.Agent.ServesAsync("db", default), Limit);
        Assert.Equal(["fence", "Promote"], next.Part.Done.Take(2));
    }

    [Fact]
    public async Task What_is_promoted_while_the_fence_falls_is_fenced_again()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        running.Part.Slow = new TaskCompletionSource();
        var promoting = running.OrderAsync(SiteVerb.Promote, 1);
        await running.UntilAsync(() => running.Part.Done.Contains("Promote"), Limit);
        running.CutVoters();
        await running.UntilAsync(() => running.Part.Done.Contains("fence"), Limit);

        running.Part.Slow.SetResult();

        Assert.Equal("lease-ended", (await promoting).Code);
        await running.UntilAsync(() => !running.Part.IsWritable, Limit);
    }

    [Fact]
    public async Task An_order_that_comes_while_a_fence_falls_is_done_after_it_and_not_ended_by_it()
    {
        await using var running = await RunningAgent.StartAsync();
        running.Part.SlowFence = new TaskCompletionSource();
        var fencing = running.OrderAsync(SiteVerb.Fence, 1, "fence");
        await running.UntilAsync(() => running.Part.Done.Contains("fence"), Limit);

        var following = running.OrderAsync(SiteVerb.Follow, 1, "follow");
        Assert.DoesNotContain("Follow", running.Part.Done);
        running.Part.SlowFence.SetResult();

        Assert.True((await fencing).Succeeded);
        Assert.True((await following).Succeeded);
        Assert.Equal(["Fence", "fence", "Follow"], running.Part.Done);
    }

    [Fact]
    public async Task What_runs_before_the_first_lease_is_not_fenced_because_the_watchdog_starts_slowly()
    {
        var watchdog = new SlowWatchdog();
        await using var running = await RunningAgent.StartAsync(watchdog);
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        await running.UntilAsync(() => watchdog.IsAsked, Limit);

        await running.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(running.Part.Done);
        watchdog.Started.SetResult();

        await running.UntilAsync(
            async () => (await running.OrderAsync(SiteVerb.Promote, 1)).Succeeded, Limit);
        Assert.DoesNotContain("fence", running.Part.Done);
    }

    [Fact]
    public async Task A_fence_that_fails_is_tried_until_it_holds()
    {
        await using var running = await RunningAgent.StartAsync();
        await running.Voters.ClaimAsync("a", "run-1", 0, default);
        await running.OrderAsync(SiteVerb.Promote, 1);
        running.Part.FenceFails = true;
        running.CutVoters();
        await running.UntilAsync(() => running.Part.Done.Count(done => done == "fence") > 2, Limit);

        running.Part.FenceFails = false;

        await running.UntilAsync(() => !running.Part.IsWritable, Limit);
    }
}
