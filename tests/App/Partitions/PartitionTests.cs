using System.Diagnostics;
using System.Globalization;
using Mesh.Functions.Runbooks;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Partitions;

/// <summary>
/// Links that are cut, one way and both, processes that stand still or die, and wall clocks that are set, in
/// seeded schedules, with real servers, agents, voters and Mesh, each in the network namespace of its place.
/// </summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    private const Needs All = Needs.Networks | Needs.MariaDb | Needs.Azurite | Needs.WallClocks;

    [NeedsFact(All)]
    [Trait("Category", "Long")]
    public Task No_old_primary_acknowledges_after_the_new_one_while_links_are_cut() => RunAsync(1);

    [NeedsFact(All)]
    [Trait("Category", "Long")]
    public Task No_old_primary_acknowledges_after_the_new_one_in_a_hundred_schedules() => RunAsync(100);

    private async Task RunAsync(int schedules)
    {
        var seed = Seed.Next(output);
        await using var world = await PartitionWorld.StartAsync();
        var production = await new Operator(world).SettleAsync();
        for (var at = 0; at < schedules; at++)
        {
            var began = Stopwatch.StartNew();
            production = await RunAsync(world, Schedule.Of(unchecked(seed + at)), production);
            output.WriteLine($"  {began.Elapsed.TotalSeconds:0.0} s");
        }
    }

    // One schedule, and what follows; the site that is production afterwards.
    private async Task<string> RunAsync(PartitionWorld world, Schedule schedule, string production)
    {
        var run = new ScheduleRun(world, schedule, production);
        var crew = new Operator(world);
        var known = (await RunbooksAsync(world)).Select(runbook => runbook.Id).ToHashSet();
        try
        {
            var now = await CarryOutAsync(world, run, crew);
            var runbooks = (await RunbooksAsync(world)).Where(runbook => !known.Contains(runbook.Id));
            await CheckAsync(world, schedule, [.. runbooks], production, now);
            return now;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new InvalidOperationException(
                $"""
                seed {schedule.Seed} (replay: {Seed.Variable}={schedule.Seed}), production {production}:
                {error.Message}
                {schedule}
                {run.Told}
                the operator:
                {crew.Did}
                {world.Log}
                """,
                error);
        }
    }

    private static async Task<string> CarryOutAsync(PartitionWorld world, ScheduleRun run, Operator crew)
    {
        world.Ledger.Clear();
        world.A.ForgetLog();
        world.B.ForgetLog();
        foreach (var client in world.Clients)
        {
            client.Resume();
        }

        await run.RunAsync();
        await world.HealAsync();
        var production = await crew.SettleAsync();
        var before = world.Ledger.Acknowledged(production);
        await UntilAsync(
            () => Task.FromResult(world.Ledger.Acknowledged(production) > before),
            "production serves nobody");
        foreach (var client in world.Clients)
        {
            client.Rest();
        }

        return production;
    }

    private async Task CheckAsync(
        PartitionWorld world,
        Schedule schedule,
        IReadOnlyList<RunbookView> runbooks,
        string before,
        string production)
    {
        var epochs = Holders.Of(runbooks);
        var writes = world.Ledger.Writes;
        var there = await RowsAsync(world.Site(production), writes);
        var holders = epochs.Select(epoch => epoch.Site).Prepend(before).ToList();
        var late = LedgerChecks.Late(writes, holders, out var onTheWay);
        output.WriteLine(
            $"seed {schedule.Seed}: epochs "
            + $"{string.Join(' ', epochs.Select(epoch => $"{epoch.Epoch}{epoch.Site}"))}, "
            + $"{writes.Count(write => write.Fate == WriteFate.Acknowledged)} acknowledged, "
            + $"{writes.Count(write => write.Fate == WriteFate.Unknown)} unknown, {onTheWay} on the way");
        Assert.True(late.Count == 0, $"acknowledged by the old primary: {string.Join("; ", late)}");

        // A move to a standby that production did not wait for may lose what it says.
        var lost = LedgerChecks.Lost(writes, there);
        var said = runbooks.Any(runbook => runbook.Report is { RtoSeconds: not null, RpoSeconds: not 0 });
        output.WriteLine(lost.Count > 0 ? $"  {lost.Count} lost, as a report has it" : "  none lost");
        Assert.True(lost.Count == 0 || said, $"acknowledged and lost: {string.Join("; ", lost)}");
        var risen = LedgerChecks.Risen(writes, there);
        Assert.True(risen.Count == 0, $"refused, and there: {string.Join("; ", risen)}");
        var numbers = epochs.Select(epoch => epoch.Epoch).ToList();
        Assert.Equal(numbers.Order().Distinct(), numbers);
        string[] both = ["", ""];
        await UntilAsync(
            async () =>
            {
                both = [await SumAsync(world.A), await SumAsync(world.B)];
                return both[0] == both[1];
            },
            "the two databases differ");
    }

    private static Task<string> SumAsync(PartitionSite site) =>
        site.Server.SqlAsync("SELECT COUNT(*), SUM(n), BIT_XOR(CRC32(n)) FROM bank.entry");

    private static async Task<IReadOnlySet<long>> RowsAsync(PartitionSite site, IReadOnlyList<Write> writes)
    {
        var first = writes.Min(write => write.Number);
        var rows = await site.Server.SqlAsync($"SELECT n FROM bank.entry WHERE n >= {first}");
        return rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => long.Parse(row, CultureInfo.InvariantCulture)).ToHashSet();
    }

    private static async Task<IReadOnlyList<RunbookView>> RunbooksAsync(PartitionWorld world)
    {
        var listed = (await world.Mesh.Api.ListRunbooksAsync("?limit=50", default)).Items;
        var views = new List<RunbookView>();

        // Newest first; the clock by which they were asked for may have been set meanwhile.
        foreach (var each in listed.Reverse())
        {
            views.Add(await world.Mesh.Api.GetRunbookAsync(each.Id, default));
        }

        return views;
    }

    private static async Task UntilAsync(Func<Task<bool>> so, string otherwise)
    {
        var began = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), otherwise);
            await Task.Delay(50);
        }
    }
}
