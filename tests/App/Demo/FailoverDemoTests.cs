using System.Text.Json;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Demo;

/// <summary>The loss of a site, as a newcomer sees it.</summary>
public sealed class FailoverDemoTests
{
    [NeedsFact(Needs.MariaDb | Needs.Haproxy)]
    public async Task A_killed_site_is_replaced_by_itself_without_a_loss_and_takes_production_back()
    {
        var run = await Command.RunAsync(ServerProcess.Program, ["demo", "failover", "--json"]);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        using var document = JsonDocument.Parse(run.Output);
        var (report, failback) = (document.RootElement, document.RootElement.GetProperty("failback"));
        Assert.Equal("hot", report.GetProperty("class").GetString());
        Assert.True(report.GetProperty("automatic").GetBoolean());
        Assert.True(report.GetProperty("balanced").GetBoolean());
        foreach (var move in (JsonElement[])[report, failback])
        {
            Assert.Equal(0, move.GetProperty("lost").GetInt32());
            Assert.Equal(0, move.GetProperty("rpoSeconds").GetDouble());
            Assert.True(move.GetProperty("rtoSeconds").GetDouble() > 0);
        }

        Assert.True(
            failback.GetProperty("acknowledged").GetInt32() > report.GetProperty("acknowledged").GetInt32());
        var phases = report.GetProperty("phases").EnumerateArray().Select(
            phase => phase.GetProperty("name").GetString()).ToList();
        Assert.Superset(new HashSet<string?> { "detect", "fence", "promote" }, phases.ToHashSet());
    }
}
