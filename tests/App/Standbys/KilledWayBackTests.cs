using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Agents;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Standbys;

/// <summary>
/// <c>kill -9</c> of Mesh while production moves to a standby that sleeps, and back: the runbook goes on,
/// nothing is promoted twice, nothing is left half fenced, and nothing is lost.
/// </summary>
public sealed partial class KilledWayBackTests(ITestOutputHelper output)
{
    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Killed_at_random_moments_production_moves_there_and_back_and_loses_nothing()
    {
        const int rounds = 6;
        var random = Seed.NewRandom(output);
        await using var sites = await KillableSites.StartAsync();
        var written = KillableSites.Rows;
        for (var round = 1; round <= rounds; round++)
        {
            var (production, other) = round % 2 == 1 ? (sites.A, sites.B) : (sites.B, sites.A);
            await production.Server.SqlAsync($"INSERT INTO bank.entry VALUES (-{round}, 'new')");
            written++;
            var asked = await AskAsync(sites);
            for (var kill = random.Next(2, 4); kill > 0; kill--)
            {
                await Task.Delay(random.Next(2500));
                var at = await sites.Api.GetRunbookAsync(asked.Id, default);
                output.WriteLine($"killed at {at.Status?.Step ?? at.State}");
                await sites.KillMeshAsync();
            }

            var ended = await EndAsync(sites, asked.Id);

            output.WriteLine($"{asked.Id}: RTO {ended.Report!.RtoSeconds} s");
            Assert.Equal(0, ended.Report.RpoSeconds);
            Assert.Single(Promotions().Matches(sites.Log), line => line.Groups[1].Value == asked.Id);
            Assert.Equal(
                written,
                int.Parse(
                    await other.Server.SqlAsync("SELECT COUNT(*) FROM bank.entry"),
                    CultureInfo.InvariantCulture));
            Assert.True(await IsClosedAsync(production), sites.Log);
        }
    }

    // What has just become production is refused another move until the vault has a backup of it.
    private static async Task<RunbookView> AskAsync(KillableSites sites)
    {
        RunbookView? asked = null;
        await Patience.UntilAsync(
            async () =>
            {
                try
                {
                    asked = await sites.Api.RequestRunbookAsync(
                        new RunbookRequest("bank", Planned: true, By: "ann"), default);
                }
                catch (MeshException error) when (error.Code == "not-backed-up")
                {
                    return false;
                }

                return true;
            },
            () => sites.Log);
        return asked!;
    }

    // Asleep, or open to nobody but who fills it.
    private static async Task<bool> IsClosedAsync(BankSite site)
    {
        try
        {
            return await site.Server.SqlAsync("SELECT @@global.read_only") == "1\n";
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    [GeneratedRegex(@"Promote of db in epoch \d+ \((bank\.[^ )]*)-\d+\): takes writes")]
    private static partial Regex Promotions();

    private static async Task<RunbookView> EndAsync(KillableSites sites, string id)
    {
        RunbookView? view = null;
        await Patience.UntilAsync(
            async () =>
            {
                view = await sites.Api.GetRunbookAsync(id, default);
                Assert.False(view.Status?.Question > 0, $"{view.Status}\n{sites.Log}");
                return view.IsOver();
            },
            () => $"{view?.Status}\n{sites.Log}");
        Assert.True(view!.State == "succeeded", $"{view.Report?.Reason}\n{sites.Log}");
        return view;
    }
}
