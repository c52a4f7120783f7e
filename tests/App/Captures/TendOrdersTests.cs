using Mesh.Activities.Captures;
using Mesh.Catalog.Points;
using Mesh.Catalog.Runs;
using Mesh.Domain.Names;
using Mesh.Domain.Points;
using Mesh.Domain.Runs;
using Mesh.Orchestrations.Captures;
using Mesh.Tests.App.Parts;
using Mesh.Tests.App.Runs;

namespace Mesh.Tests.App.Captures;

/// <summary>What is to be done about what a log holds, by what the catalogue says.</summary>
public sealed class TendOrdersTests
{
    private static readonly ComponentAddress Component = ComponentAddress.Parse("shop/documents");

    [Fact]
    public async Task A_log_is_needed_from_its_oldest_point_that_counts_on()
    {
        var clock = new JumpingClock();
        await using var bench = await OpenAsync(clock);
        await AddAsync(bench, clock, "two", 70);
        await AddAsync(bench, clock, "three", 200);
        await bench.Logs.AdvanceAsync("one", "binlog.000002:300", clock.GetUtcNow(), default);

        Assert.Equal("binlog.000001:50 0-1-1", (await FindAsync(bench, clock)).Needed);
        await ExpireAsync(bench, "one");
        var later = await FindAsync(bench, clock);

        Assert.Equal("binlog.000001:70 0-1-1", later.Needed);
        Assert.Equal(("tend-one", bench.VaultFolder), (later.Run!.RunId, later.Run.Repository));
    }

    [Fact]
    public async Task An_open_log_is_left_alone_while_no_point_counts()
    {
        var clock = new JumpingClock();
        await using var bench = await OpenAsync(clock);
        await ExpireAsync(bench, "one");

        Assert.Contains("open", (await FindAsync(bench, clock)).IdleBecause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_nothing_needs_is_removed_a_while_after_its_end()
    {
        var clock = new JumpingClock();
        await using var bench = await OpenAsync(clock);
        await ExpireAsync(bench, "one");
        await bench.Logs.EndAsync("one", "it broke", default);

        var soon = await FindAsync(bench, clock);
        clock.Jump(TimeSpan.FromHours(1));
        var late = await FindAsync(bench, clock);

        Assert.Contains("just now", soon.IdleBecause, StringComparison.Ordinal);
        Assert.Equal("", late.IdleBecause);
        Assert.Equal("", late.Needed);
        Assert.NotNull(late.Run);
    }

    [Fact]
    public async Task A_log_is_not_removed_while_a_backup_that_began_before_its_end_goes_on()
    {
        var clock = new JumpingClock();
        await using var bench = await OpenAsync(clock);
        await ExpireAsync(bench, "one");
        await bench.BeginAsync("two");
        await bench.Logs.EndAsync("one", "it broke", default);
        clock.Jump(TimeSpan.FromHours(1));

        Assert.Contains("two", (await FindAsync(bench, clock)).IdleBecause, StringComparison.Ordinal);
        await bench.Runs.AdvanceAsync(RunId.Parse("two"), RunEvent.Cancel, null, default);
        Assert.Equal("", (await FindAsync(bench, clock)).IdleBecause);
    }

    [Fact]
    public async Task A_log_that_a_restore_replays_is_not_removed()
    {
        var clock = new JumpingClock();
        await using var bench = await OpenAsync(clock);
        var restore = new NewRun(
            RunId.Parse("restore"), Component, 1, RunKind.Restore, "test") { Point = "one", Target = "/t" };
        await bench.Runs.RequestAsync(restore, default);
        await ExpireAsync(bench, "one");
        await bench.Logs.EndAsync("one", "it broke", default);
        clock.Jump(TimeSpan.FromHours(2));

        Assert.Equal("binlog.000001:50 0-1-1", (await FindAsync(bench, clock)).Needed);
        await bench.Runs.AdvanceAsync(restore.Id, RunEvent.Cancel, null, default);
        Assert.Equal("", (await FindAsync(bench, clock)).Needed);
    }

    private static async Task<Bench> OpenAsync(JumpingClock clock)
    {
        var bench = await Bench.OpenAsync(clock: clock);
        await AddAsync(bench, clock, "one", 50);
        await bench.Logs.OpenAsync(Component, RunId.Parse("one"), default);
        return bench;
    }

    private static async Task AddAsync(Bench bench, JumpingClock clock, string run, int offset)
    {
        clock.Jump(TimeSpan.FromMinutes(1));
        await bench.BeginAsync(run);
        await bench.Runs.AdvanceAsync(RunId.Parse(run), RunEvent.Succeed, null, default);
        var point = new NewPoint(
            RunId.Parse(run),
            Component,
            bench.VaultFolder,
            BackupMode.Full,
            clock.GetUtcNow(),
            new string('a', 64)) { Position = $"binlog.000001:{offset} 0-1-1" };
        await bench.Points.RecordAsync(point, default);
        await bench.Points.AdvanceAsync(point.Run, RecoveryPointEvent.Verify, null, default);
    }

    private static Task<PointRecord> ExpireAsync(Bench bench, string run) =>
        bench.Points.AdvanceAsync(RunId.Parse(run), RecoveryPointEvent.Expire, "not kept", default);

    private static Task<TendOrder> FindAsync(Bench bench, TimeProvider clock) =>
        new TendOrders(bench.Logs, bench.Needs, bench.Systems, bench.Points, bench.Runs, clock)
            .FindAsync(new TendQuery("one", 3600), default);
}
