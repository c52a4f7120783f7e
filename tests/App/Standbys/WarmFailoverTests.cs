using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Contract;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>A standby that sleeps is woken, filled from the vault and made production.</summary>
public sealed class WarmFailoverTests(ITestOutputHelper output)
{
    [MariaDbFact]
    public async Task A_sleeping_standby_is_filled_with_all_that_was_shipped_and_then_takes_writes()
    {
        await using var sites = await SleepingSites.StartAsync("class: warm, cycle: 3h, ship: 15m");
        await sites.ServerA.SqlAsync("INSERT INTO bank.entry VALUES (4), (5)");
        await sites.ShippedAsync();
        await sites.ServerA.KillAsync();

        var failover = await sites.RunAsync(new RunbookRequest("bank", By: "ann"));

        Assert.Equal([1, 2, 3, 4, 5], await SleepingSites.RowsAsync(sites.ServerB));
        await sites.ServerB.SqlAsync("INSERT INTO bank.entry VALUES (6)");
        Assert.True(sites.Runs);
        Assert.Equal("2", sites.Size);
        Assert.Equal(
            ["stop-db", "start-db", "promote-db", "start-app", "scale-app", "check-app"], sites.B.Done);
        var report = failover.Report!;
        output.WriteLine($"RPO {report.RpoSeconds} s, RTO {report.RtoSeconds} s");
        Assert.InRange(report.RpoSeconds!.Value, 0, 3600);
        Assert.InRange(report.RtoSeconds!.Value, 0.001, 3600);
        var fill = failover.Steps.Single(step => step.Id == "fill-db");
        Assert.Contains("run bank.db.", fill.Told, StringComparison.Ordinal);
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task After_three_cycles_the_disaster_loses_only_what_was_not_shipped()
    {
        await using var sites = await SleepingSites.StartAsync("class: warm, cycle: 3h, ship: 15m");
        var acknowledged = 3;
        for (var cycle = 1; cycle <= 3; cycle++)
        {
            await sites.ServerA.SqlAsync($"INSERT INTO bank.entry VALUES ({++acknowledged})");
            await sites.ShippedAsync();

            var woken = await sites.CycleAsync();

            Assert.True(woken.State == "succeeded", $"{woken}\n{sites.Log}");
            output.WriteLine($"cycle {cycle}: ready after {woken.ReadySeconds} s, RPO {woken.RpoSeconds} s, "
                + $"drift {string.Join("; ", woken.Drift)}");
            Assert.InRange(woken.RpoSeconds!.Value, 0, 900);
            Assert.False(await sites.IsAwakeAsync());
            Assert.False(sites.Runs);
            await Histories.RecordAsync(sites.App, woken.Id, "standby-cycle");
        }

        // Loaded once; afterwards only the log was applied.
        var restores = await sites.RestoresAsync();
        Assert.Equal([0, 0, 1], restores.Select(run => run.Phases.Count(phase => phase.Name == "moving")));
        await sites.ServerA.SqlAsync($"INSERT INTO bank.entry VALUES ({++acknowledged})");
        await sites.ShippedAsync();
        await sites.ServerA.KillAsync();

        var failover = await sites.RunAsync(new RunbookRequest("bank", By: "ann"));

        Assert.Equal(Enumerable.Range(1, acknowledged), await SleepingSites.RowsAsync(sites.ServerB));
        output.WriteLine($"RPO {failover.Report!.RpoSeconds} s, RTO {failover.Report.RtoSeconds} s");
        Assert.InRange(failover.Report.RpoSeconds!.Value, 0, 3600);
        Assert.InRange(failover.Report.RtoSeconds!.Value, 0.001, 4 * 3600);
        var refused = await Assert.ThrowsAsync<MeshException>(() => sites.CycleAsync());
        Assert.Equal("no-standby", refused.Code);
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task A_standby_that_holds_something_else_is_not_written_over_and_sleeps_again()
    {
        await using var sites = await SleepingSites.StartAsync("class: warm, cycle: 3h, ship: 15m");
        await sites.ServerB.StartAgainAsync();
        await sites.ServerB.SqlAsync("CREATE DATABASE bank; CREATE TABLE bank.mine (n INT PRIMARY KEY)");
        await sites.ServerB.StopAsync();

        var cycle = await sites.CycleAsync();

        Assert.Equal("failed", cycle.State);
        Assert.Contains("bank", cycle.Reason, StringComparison.Ordinal);
        Assert.False(await sites.IsAwakeAsync());
        Assert.Contains(
            (await sites.App.Api.ListAlertsAsync("", default)).Items,
            alert => alert.Code == "standby-failed");
        await sites.ServerB.StartAgainAsync();
        Assert.Equal("0\n", await sites.ServerB.SqlAsync("SELECT COUNT(*) FROM bank.mine"));
    }

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task What_sleeps_cold_is_started_looked_at_and_put_to_sleep_with_nothing_restored()
    {
        await using var sites = await SleepingSites.StartAsync("class: cold");

        var inspection = await sites.CycleAsync("inspection");

        Assert.True(inspection.State == "succeeded", $"{inspection}\n{sites.Log}");
        Assert.Null(inspection.RpoSeconds);
        Assert.Equal(
            ["start-db", "start-app", "status-db", "check-app", "status-app", "stop-app", "stop-db"],
            sites.B.Done.Skip(1));
        Assert.DoesNotContain(
            inspection.Drift, each => each.Contains("capacity", StringComparison.Ordinal));
        Assert.False(await sites.IsAwakeAsync());
        Assert.Empty(await sites.RestoresAsync());
    }

    [MariaDbFact]
    public async Task A_planned_move_waits_for_the_last_transaction_and_loses_none()
    {
        await using var sites = await SleepingSites.StartAsync("class: cold");
        await sites.ServerA.SqlAsync("INSERT INTO bank.entry VALUES (4), (5)");

        var failover = await sites.RunAsync(new RunbookRequest("bank", Planned: true, By: "ann"));

        Assert.Equal([1, 2, 3, 4, 5], await SleepingSites.RowsAsync(sites.ServerB));
        Assert.Equal(0, failover.Report!.RpoSeconds);
    }
}
