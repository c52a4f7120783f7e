using System.Text.Json;
using Mesh.Domain.Sites;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Agents;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Traffic;

/// <summary>
/// The loss of a site, and the way back, as clients see it who know a name: real name servers, load
/// balancers, applications, databases and agents.
/// </summary>
public sealed class TrafficFailoverTests(ITestOutputHelper output)
{
    private const Needs All = Needs.MariaDb | Needs.Haproxy | Needs.Bind;

    [NeedsFact(All)]
    public async Task Clients_of_a_killed_site_are_served_at_the_other_by_the_name_alone()
    {
        await using var sites = await WholeSites.StartAsync();
        await using var clients = sites.Clients(4);
        await ServedAsync(sites, clients, sites.A);
        await sites.UntilInStepAsync(sites.B);
        Assert.Equal("2", sites.B.App.Capacity);

        await sites.A.LoseAsync();
        var failover = await sites.RunAsync(new RunbookRequest("bank", By: "ann"));
        await ServedAsync(sites, clients, sites.B);
        await clients.StopAsync();
        Tell(failover, clients);

        Assert.Equal(sites.B.Address, await sites.B.LeadsToAsync());
        Assert.Contains(
            $"{sites.A.Names.Address}", Told(failover, "verify-names"), StringComparison.Ordinal);
        Assert.True(await sites.B.App.RunsAsync());
        Assert.Equal("5", sites.B.App.Capacity);
        Assert.NotEmpty(sites.B.App.Acknowledged);
        await sites.RequireAllAsync(sites.B, clients);
    }

    [NeedsTheory(All)]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Category", "Long")]
    public async Task Nothing_is_lost_on_the_way_there_and_back_and_both_name_servers_agree(bool wholeSite)
    {
        await using var sites = await WholeSites.StartAsync();
        await using var clients = sites.Clients(8);
        await ServedAsync(sites, clients, sites.A);
        await sites.UntilInStepAsync(sites.B);

        // The site with all that is there, or its database alone.
        await (wholeSite ? sites.A.LoseAsync() : sites.A.Bank.Server.KillAsync());
        var failover = await CommandAsync(sites, "failover", "bank", "--by", "ann");
        await ServedAsync(sites, clients, sites.B);
        Tell(failover, clients);

        Assert.Equal(
            EvidenceKind.AcknowledgementsRefused,
            failover.Steps.Single(step => step.Id == "fence-db").Evidence!.Kind);
        Assert.Equal(0, failover.Report!.RpoSeconds);
        await sites.RequireAllAsync(sites.B, clients);

        if (wholeSite)
        {
            await sites.A.RepairAsync();
        }

        // A name server that was away is told by an agent, whom nobody orders to.
        await AgreeAsync(sites, sites.B);
        var before = clients.ServedBy(sites.A.Address);
        var back = await CommandAsync(sites, "failover", "bank", "--planned", "--by", "ann");
        await ServedAsync(sites, clients, sites.A, before);
        await clients.StopAsync();
        await sites.A.App.KillAsync();
        await sites.B.App.KillAsync();
        Tell(back, clients);

        Assert.Equal(("failback", "a"), (back.Kind, back.To));
        Assert.Equal(("5", "2"), (sites.A.App.Capacity, sites.B.App.Capacity));
        Assert.Equal(0, back.Report!.RpoSeconds);
        Assert.StartsWith("leads nobody to b", Told(back, "drain-door"), StringComparison.Ordinal);
        Assert.StartsWith("leads to a", Told(back, "switch-door"), StringComparison.Ordinal);
        await sites.RequireAllAsync(sites.A, clients);
        await AgreeAsync(sites, sites.A);
    }

    private static string Told(RunbookView runbook, string step) =>
        runbook.Steps.Single(each => each.Id == step).Told;

    // More than before, and at that site's address: they have looked the name up.
    private static Task ServedAsync(
        WholeSites sites, NamedClients clients, WholeSite site, int before = 0) =>
        Patience.UntilAsync(
            () => Task.FromResult(clients.ServedBy(site.Address) > before + 50),
            () => $"{clients}\n{sites.Log}");

    private static Task AgreeAsync(WholeSites sites, WholeSite site) => Patience.UntilAsync(
        async () => site.Address.Equals(await sites.A.LeadsToAsync())
            && site.Address.Equals(await sites.B.LeadsToAsync()),
        () => sites.Log);

    private static async Task<RunbookView> CommandAsync(
        WholeSites sites, params IEnumerable<string> arguments)
    {
        var run = await Command.RunAsync(
            ServerProcess.Program, [.. arguments, "--json", "--data", sites.Data]);
        Assert.True(run.ExitCode == 0, $"{run.Output}{run.Errors}\n{sites.Log}");
        using var document = JsonDocument.Parse(run.Output);
        return await sites.FollowAsync(document.RootElement.GetProperty("id").GetString()!);
    }

    private void Tell(RunbookView runbook, NamedClients clients)
    {
        output.WriteLine(string.Join(", ", runbook.Report!.Phases.Select(
            phase => $"{phase.Name} {phase.Length.TotalSeconds:0.00} s")));
        output.WriteLine($"{clients}");
    }
}
