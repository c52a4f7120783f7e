using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;
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
        Assert.Equal(
            ["stop-db", "start-db", "promote-db", "start-app", "scale-app", "check-app"], sites.B.Done);
        var report = failover.Report!;
        output.WriteLine($"RPO {report.RpoSeconds} s, RTO {report.RtoSeconds} s");
        Assert.InRange(report.RpoSeconds!.Value, 0, 3600);
        Assert.InRange(report.RtoSeconds!.Value, 0.001, 3600);
        var fill = failover.Steps.Single(step => step.Id == "fill-db");
        Assert.Contains("run bank.db.", fill.Told, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<MeshException>(
            () => sites.App.Api.PlanRunbookAsync(new RunbookRequest("bank"), default));
        Assert.Equal("no-way", refused.Code);
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
