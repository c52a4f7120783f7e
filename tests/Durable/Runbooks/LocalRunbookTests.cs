using Mesh.Domain.Runbooks;
using Mesh.Durable.Tests.Kit;

namespace Mesh.Durable.Tests.Runbooks;

/// <summary>Runbooks that move nothing: production is started again at its own site.</summary>
public class LocalRunbookTests
{
    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Dropped))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task What_has_failed_is_started_again_where_it_is_and_nothing_moves(string mode)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned, Enum.Parse<RunMode>(mode), kind: RunbookKind.Local);
        var report = await course.EndAsync();

        Assert.True(report.Succeeded, report.Reason);
        Assert.Equal(
            ["start-db at a", "promote-db at a", "start-app at a", "check-app at a", "check-web at a"],
            course.World.Done);
        Assert.True(report.RtoSeconds > 0);
        Assert.Equal((null, 0), (report.RpoSeconds, report.Epoch));
        Assert.Equal(("a", 1), (course.World.Production, course.World.Epoch));
        course.NothingWrong();
    }

    [Theory]
    [InlineData(nameof(RunMode.Live), "promote-db")]
    [InlineData(nameof(RunMode.Killed), "check-app")]
    public async Task What_cannot_be_started_again_ends_by_itself_so_that_a_failover_may_begin(
        string mode, string broken)
    {
        await using var course = await RunbookCourse.BeginAsync(
            RunbookMode.Unplanned,
            Enum.Parse<RunMode>(mode),
            world => world.Failing.Add(broken),
            RunbookKind.Local);
        var report = await course.EndAsync();

        Assert.False(report.Succeeded);
        Assert.Equal($"{broken}: {broken} is broken", report.Reason);
        Assert.Null(report.RtoSeconds);
        Assert.DoesNotContain("check-web at a", course.World.Done);
        course.NothingWrong();
    }
}
