using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Contract;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>Production goes back to a site whose successor was filled from the vault.</summary>
public sealed class WayBackTests(ITestOutputHelper output)
{
    private const string Warm = "class: warm, cycle: 3h, ship: 15m";

    [MariaDbFact]
    public async Task A_site_that_was_left_in_order_is_filled_and_takes_production_back()
    {
        await using var sites = await SleepingSites.StartAsync(Warm);
        var left = await sites.RunAsync(new RunbookRequest("bank", Planned: true, By: "ann"));
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (4), (5)");
        Assert.False(Directory.Exists(sites.CopiedLogs));
        sites.WriteLog("served 2");

        var failback = await sites.RunAsync(new RunbookRequest("bank", Planned: true, By: "ann"));

        Assert.Equal([1, 2, 3, 4, 5], await SleepingSites.RowsAsync(sites.ServerA));
        await sites.ServerA.SqlAsync("INSERT INTO bank.entry VALUES (6)");
        Assert.Equal(0, failback.Report!.RpoSeconds);
        Assert.Equal(["served 2"], await File.ReadAllLinesAsync(Path.Combine(sites.CopiedLogs, "app.log")));
        Assert.False(await sites.IsAwakeAsync());
        Assert.False(sites.Runs);
        await Histories.RecordAsync(sites.App, left.Id, "runbook-filled");
        await Histories.RecordAsync(sites.App, failback.Id, "runbook-failback");
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task What_only_the_lost_site_has_is_written_down_and_nothing_else_is_lost_on_the_way_back()
    {
        await using var sites = await SleepingSites.StartAsync(Warm);
        var acknowledged = new List<int> { 1, 2, 3 };
        var clerk = WorkAsync(sites, acknowledged);
        await sites.UntilAsync(() => Task.FromResult(acknowledged.Count > 20));
        await sites.ShippedAsync();
        await sites.ServerA.KillAsync();
        await clerk;

        // What was being committed at the kill may have been, and been shipped, without an answer.
        var unanswered = acknowledged[^1] + 1;
        await sites.RunAsync(new RunbookRequest("bank", By: "ann"));
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (10001), (10002)");
        await FencedAsync(sites, sites.ServerA);

        // What was acknowledged and never shipped, whatever the moment of the kill has left.
        await WriteAloneAsync(sites.ServerA, 9001);
        await WriteAloneAsync(sites.ServerA, 9002);
        acknowledged.AddRange([9001, 9002]);
        var id = (await sites.App.Api.RequestRunbookAsync(
            new RunbookRequest("bank", Planned: true, By: "ann"), default)).Id;
        var asked = await sites.AskedAsync(id);

        Assert.Equal("reclaim-db", asked.Step);
        Assert.Equal(["confirm", "abort"], asked.Choices);
        Assert.Contains(9001, await SleepingSites.RowsAsync(sites.ServerA));
        await sites.App.Api.DecideRunbookAsync(
            id, new DecisionRequest("confirm", asked.Question, "ann"), default);
        var failback = await sites.EndAsync(id, asked.Question);

        var rows = await SleepingSites.RowsAsync(sites.ServerA);
        var lost = acknowledged.Except(rows).ToList();
        Assert.Equal([10001, 10002], rows.Except(acknowledged).Where(row => row != unanswered));
        Assert.Subset(lost.ToHashSet(), new HashSet<int> { 9001, 9002 });
        var receipt = Assert.Single(failback.Report!.Receipts, each => each.Site == "a").Receipt;
        Assert.Equal(lost.Count, receipt.Rows);
        var sql = await File.ReadAllTextAsync(Path.Combine(receipt.Folder, "lost.sql"));
        Assert.All(lost, row => Assert.Contains($"({row})", sql, StringComparison.Ordinal));
        output.WriteLine($"{lost.Count} of {acknowledged.Count} lost; exact RPO {receipt.RpoSeconds} s; "
            + $"failback RPO {failback.Report.RpoSeconds} s, RTO {failback.Report.RtoSeconds} s");
        Assert.Equal(0, failback.Report.RpoSeconds);

        await sites.ServerA.SqlAsync("INSERT INTO bank.entry VALUES (10003)");
        await sites.BackedUpAsync(points: 3);
        await sites.ShippedAsync();
        var cycle = await sites.CycleAsync();
        Assert.True(cycle.State == "succeeded", $"{cycle}\n{sites.Log}");
        Assert.False(await sites.IsAwakeAsync());
        await sites.ServerB.StartAgainAsync();
        Assert.Equal([.. rows, 10003], await SleepingSites.RowsAsync(sites.ServerB));
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Who_does_not_want_the_old_site_written_over_leaves_both_sites_as_they_are()
    {
        await using var sites = await SleepingSites.StartAsync(Warm);
        await sites.ShippedAsync();
        await sites.ServerA.KillAsync();
        await sites.RunAsync(new RunbookRequest("bank", By: "ann"));
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (4)");
        await FencedAsync(sites, sites.ServerA);
        await WriteAloneAsync(sites.ServerA, 9001);

        var id = (await sites.App.Api.RequestRunbookAsync(
            new RunbookRequest("bank", Planned: true, By: "ann"), default)).Id;
        var asked = await sites.AskedAsync(id);
        Assert.Equal(["confirm", "abort"], asked.Choices);
        await sites.App.Api.DecideRunbookAsync(id, new DecisionRequest("abort", asked.Question, "ann"), default);
        await sites.UntilAsync(async () => (await sites.App.Api.GetRunbookAsync(id, default)).IsOver());

        Assert.Equal("undone", (await sites.App.Api.GetRunbookAsync(id, default)).State);
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (5)");
        await sites.ServerA.StartAgainAsync();
        Assert.Contains(9001, await SleepingSites.RowsAsync(sites.ServerA));

        // Asked anew it is told anew; nothing was forgotten by asking.
        id = (await sites.App.Api.RequestRunbookAsync(
            new RunbookRequest("bank", Planned: true, By: "ann"), default)).Id;
        asked = await sites.AskedAsync(id);
        await sites.App.Api.DecideRunbookAsync(
            id, new DecisionRequest("confirm", asked.Question, "ann"), default);
        var failback = await sites.EndAsync(id, asked.Question);
        Assert.Equal([1, 2, 3, 4, 5], await SleepingSites.RowsAsync(sites.ServerA));
        Assert.Equal(1, Assert.Single(failback.Report!.Receipts, each => each.Site == "a").Receipt.Rows);
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task A_successor_that_is_lost_gives_production_back_and_is_made_the_standby_when_it_returns()
    {
        await using var sites = await SleepingSites.StartAsync(Warm);
        await sites.RunAsync(new RunbookRequest("bank", Planned: true, By: "ann"));
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (4), (5)");
        await sites.BackedUpAsync(points: 2);
        await sites.ShippedAsync();
        await sites.ServerB.KillAsync();

        var failback = await sites.RunAsync(new RunbookRequest("bank", By: "ann"));

        Assert.Equal(("failback", "unplanned"), (failback.Kind, failback.Mode));
        Assert.Equal([1, 2, 3, 4, 5], await SleepingSites.RowsAsync(sites.ServerA));
        await sites.ServerA.SqlAsync("INSERT INTO bank.entry VALUES (6)");

        // What the lost one acknowledged and never shipped is told before it is written over.
        await sites.UntilAsync(sites.IsAwakeAsync);
        await WriteAloneAsync(sites.ServerB, 9001);
        var id = (await sites.App.Api.RequestRunbookAsync(
            new RunbookRequest("bank", Protect: true, By: "ann"), default)).Id;
        var asked = await sites.AskedAsync(id);
        Assert.Equal("reclaim-db", asked.Step);
        Assert.Contains("confirm", asked.Choices);
        await sites.App.Api.DecideRunbookAsync(
            id, new DecisionRequest("confirm", asked.Question, "ann"), default);
        var protection = await sites.EndAsync(id, asked.Question);

        var receipt = Assert.Single(protection.Report!.Receipts, each => each.Site == "b").Receipt;
        Assert.Contains(
            "(9001)",
            await File.ReadAllTextAsync(Path.Combine(receipt.Folder, "lost.sql")),
            StringComparison.Ordinal);
        Assert.False(await sites.IsAwakeAsync());
        await sites.BackedUpAsync(points: 3);
        await sites.ShippedAsync();
        var cycle = await sites.CycleAsync();
        Assert.True(cycle.State == "succeeded", $"{cycle}\n{sites.Log}");
        await sites.ServerB.StartAgainAsync();
        Assert.Equal([1, 2, 3, 4, 5, 6], await SleepingSites.RowsAsync(sites.ServerB));
    }

    private static Task FencedAsync(SleepingSites sites, MariaDbServer server) => sites.UntilAsync(
        async () => await server.SqlAsync("SELECT @@global.tx_read_only") == "1\n");

    // As what was acknowledged in the moment of a loss.
    private static async Task WriteAloneAsync(MariaDbServer server, int number) =>
        await server.SqlAsync($"SET SESSION tx_read_only=0; INSERT INTO bank.entry VALUES ({number})");

    private static async Task WorkAsync(SleepingSites sites, List<int> acknowledged)
    {
        for (var number = 4; ; number++)
        {
            try
            {
                await sites.ServerA.SqlAsync($"INSERT INTO bank.entry VALUES ({number})");
            }
            catch (InvalidOperationException)
            {
                return;
            }

            acknowledged.Add(number);
        }
    }
}
