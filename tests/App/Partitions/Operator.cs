using System.Diagnostics;
using System.Net.Http;
using Mesh.Domain.Errors;
using Mesh.Functions.Runbooks;

namespace Mesh.Tests.App.Partitions;

/// <summary>
/// Brings a system whose links and processes work again back to one production and one standby, by nothing
/// but what Mesh offers: a step is tried again, then its runbook undone or given up, then another is begun.
/// </summary>
internal sealed class Operator(PartitionWorld world)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    // A standby that follows needs a moment until production waits for it.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(10);

    private readonly List<string> did = [];

    /// <summary>What it did.</summary>
    public string Did => string.Join('\n', did);

    /// <summary>Returns the site that is production, when the other one protects it.</summary>
    public async Task<string> SettleAsync()
    {
        var began = Stopwatch.StartNew();
        var protects = 0;
        var busy = -Calm;
        while (true)
        {
            Assert.True(began.Elapsed < Patience, $"the operator comes to no end:\n{Did}");
            try
            {
                if (await UnderWayAsync() is { } runbook)
                {
                    busy = world.Ledger.Now;
                    await SeeToAsync(runbook);
                }
                else if (await ProtectedAsync() is { } production)
                {
                    return production;
                }
                else if (world.Ledger.Now > busy + Calm)
                {
                    await BeginAsync(move: ++protects % 3 == 0);
                }
            }
            catch (Exception error) when (error is MeshException or HttpRequestException)
            {
                Note($"refused: {error.Message}");
            }

            await Task.Delay(100);
        }
    }

    private async Task<RunbookView?> UnderWayAsync() =>
        (await world.Mesh.Api.ListRunbooksAsync("?limit=5", default)).Items
            .FirstOrDefault(runbook => !runbook.IsOver()) is { } found
            ? await world.Mesh.Api.GetRunbookAsync(found.Id, default)
            : null;

    private async Task SeeToAsync(RunbookView runbook)
    {
        if (runbook.Status is not { Question: > 0 } status)
        {
            return;
        }

        // Override is no choice of one who cannot look at the machines.
        var choice = status.Question <= 2 ? "retry"
            : status.Choices.FirstOrDefault(each => each is "abort" or "give-up") ?? "retry";
        Note($"{runbook.Id} {status.Step} asks {status.Question}: {status.Why}; {choice}");
        await world.Mesh.Api.DecideRunbookAsync(
            runbook.Id, new DecisionRequest(choice, status.Question, "operator", "links are whole"), default);
    }

    private async Task BeginAsync(bool move)
    {
        var asked = await world.Mesh.Api.RequestRunbookAsync(
            new RunbookRequest("bank", By: "operator", Protect: !move), default);
        Note($"asked for {asked.Id} from {asked.From} to {asked.To}");
    }

    private async Task<string?> ProtectedAsync()
    {
        var plan = await world.Mesh.Api.PlanRunbookAsync(new RunbookRequest("bank", Protect: true), default);
        var (production, standby) = (world.Site(plan.To), world.Other(plan.To));
        return await RoleAsync(production) == 200 && await RoleAsync(standby) == 503
            && await AsksAsync(standby, "SHOW STATUS LIKE 'Slave_running'", "ON")
            && await AsksAsync(production, "SHOW STATUS LIKE 'Rpl_semi_sync_master_status'", "ON")
            && await AsksAsync(production, "SHOW STATUS LIKE 'Rpl_semi_sync_master_clients'", "1")
            && await AsksAsync(production, "SELECT '', @@global.rpl_semi_sync_master_wait_no_slave", "1")
            ? plan.To
            : null;
    }

    private static async Task<bool> AsksAsync(PartitionSite site, string question, string wanted)
    {
        try
        {
            return (await site.Server.SqlAsync(question)).Trim().Split('\t')[^1] == wanted;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static async Task<int> RoleAsync(PartitionSite site)
    {
        try
        {
            return await site.Agent.RoleOfAsync("db");
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return 0;
        }
    }

    private void Note(string line)
    {
        if (did.Count == 0 || !did[^1].EndsWith(line, StringComparison.Ordinal))
        {
            did.Add($"{world.Ledger.Now.TotalSeconds:0.00} s {line}");
        }
    }
}
