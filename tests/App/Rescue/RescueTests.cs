using System.Diagnostics;
using Mesh.Domain.Sites;
using Mesh.Functions.Runbooks;
using Mesh.Sites.Epochs;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Rescue;

/// <summary>
/// Mesh and its machine are lost in the middle of a failover; another machine has the repository and the
/// voters.
/// </summary>
public sealed class RescueTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder folder = new();
    private readonly SelfRepository repository;
    private readonly EpochVoters voters;
    private readonly StandInAgent agent;

    public RescueTests()
    {
        repository = new SelfRepository(folder);
        voters = BankSystem.Voters(folder);
        agent = new StandInAgent(voters);
        File.WriteAllText(folder["password"], "secret\n");
    }

    [Fact]
    public async Task Killed_during_a_failover_it_goes_on_elsewhere_and_the_old_Mesh_is_refused()
    {
        var (lost, runbook) = await LoseAsync();

        var (result, found) = await repository.RescueAsync(folder["rescued"]);

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        var bank = found.GetProperty("systems").EnumerateArray().Single(
            each => each.GetProperty("system").GetString() == "bank");
        Assert.Equal(
            ("claimed", "b", 3),
            (bank.GetProperty("state").GetString(), bank.GetProperty("site").GetString(),
                bank.GetProperty("epoch").GetInt32()));
        var underWay = Assert.Single(found.GetProperty("runbooks").EnumerateArray());
        Assert.Equal(
            (runbook, "catch-up-db"),
            (underWay.GetProperty("id").GetString(), underWay.GetProperty("step").GetString()));
        Assert.InRange(found.GetProperty("ageSeconds").GetDouble(), 0, 600);

        agent.Silent.Clear();
        using (var server = await ServerProcess.StartAsync(folder["rescued"], repository.Environment()))
        {
            await using var connection = agent.Serve(folder["rescued"]);
            var ended = await UntilAsync(server, runbook, view => view.IsOver());
            Assert.True(ended.State == "succeeded", ended.Report?.Reason);
            Assert.Equal(4, ended.Report!.Epoch);
            Assert.Contains(
                (await server.Api.ListAuditAsync("", default)).Items,
                entry => entry.Action == "mesh-rescued");
        }

        string[] done = ["hold-db", "catch-up-db", "promote-db"];
        Assert.Equal(done, agent.Done);
        using (var old = await ServerProcess.StartAsync(lost, repository.Environment()))
        {
            await using var connection = agent.Serve(lost);
            var stopped = await UntilAsync(old, runbook, view => view.Status?.Question > 0);
            Assert.Contains("this Mesh is stale", stopped.Status!.Why, StringComparison.Ordinal);
            Assert.Equal("catch-up-db", stopped.Status.Step);
        }

        Assert.Equal(done, agent.Done);
        Assert.Contains("catch-up-db", agent.Refused);
        var newest = (await voters.SurveyAsync(default)).Won!;
        Assert.Equal((4, "b"), (newest.Epoch, newest.Site));
        Assert.Equal(found.GetProperty("incarnation").GetString(), Incarnation.SignerOf(newest.Claimer));
    }

    [Fact]
    public async Task Without_voters_it_is_rescued_all_the_same_says_so_and_keeps_the_old_one_out_later()
    {
        await LoseAsync();
        foreach (var voter in Voters)
        {
            Directory.Move(folder[voter], folder[$"{voter}-away"]);
        }

        var (result, found) = await repository.RescueAsync(folder["rescued"]);

        Assert.True(result.ExitCode == 3, result.Errors + result.Output);
        Assert.Contains(
            found.GetProperty("warnings").EnumerateArray(),
            warning => warning.GetString()!.StartsWith("bank: an old Mesh", StringComparison.Ordinal));
        using var server = await ServerProcess.StartAsync(folder["rescued"], repository.Environment());
        await UntilAsync(async () => (await server.Api.ListAlertsAsync("", default)).Items.Any(
            alert => alert.Code == "old-mesh-not-kept-out" && alert.Subject == "bank"));
        foreach (var voter in Voters)
        {
            if (Directory.Exists(folder[voter]))
            {
                Directory.Delete(folder[voter], recursive: true);
            }

            Directory.Move(folder[$"{voter}-away"], folder[voter]);
        }

        var own = found.GetProperty("incarnation").GetString();
        await UntilAsync(async () => (await voters.SurveyAsync(default)).Won is { } won
            && Incarnation.SignerOf(won.Claimer) == own);
        await UntilAsync(async () => (await server.Api.ListAlertsAsync("", default)).Items.All(
            alert => alert.Code != "old-mesh-not-kept-out"));
    }

    [Fact]
    public async Task What_was_led_elsewhere_after_the_cut_is_entered_as_the_voters_say()
    {
        var data = folder["lost"];
        using (var server = await StartAsync(data))
        {
            await server.Api.BackUpControlPlaneAsync(default);
            await server.KillAsync();
        }

        var moved = await voters.ClaimAsync("b", "mesh-00000000000000aa/bank.failover.1/epoch", 0, default);
        Assert.True(moved.Won);

        var (result, found) = await repository.RescueAsync(folder["rescued"]);

        Assert.True(result.ExitCode == 0, result.Errors + result.Output);
        Assert.Contains(
            "mesh-00000000000000aa",
            found.GetProperty("replaced").EnumerateArray().Select(each => each.GetString()));
        using var rescued = await ServerProcess.StartAsync(folder["rescued"], repository.Environment());
        var plan = await rescued.Api.PlanRunbookAsync(new RunbookRequest("bank", By: "ann"), default);
        Assert.Equal(("b", "a"), (plan.From, plan.To));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await voters.DisposeAsync();

    public void Dispose() => folder.Dispose();

    private static IEnumerable<string> Voters => ["voter-a", "voter-b", "voter-w"];

    // A server that is killed, and whose folder is away, while its failover waits for the standby to catch
    // up; a cut was made just before.
    private async Task<(string Folder, string Runbook)> LoseAsync()
    {
        agent.Silent.Add("catch-up-db");
        string runbook;
        using (var server = await StartAsync(folder["data"]))
        {
            await using var connection = agent.Serve(folder["data"]);
            runbook = (await server.Api.RequestRunbookAsync(
                new RunbookRequest("bank", By: "ann"), default)).Id;
            await UntilAsync(server, runbook, view => view.Status?.Step == "catch-up-db");
            await server.Api.BackUpControlPlaneAsync(default);
            await server.KillAsync();
        }

        Directory.Move(folder["data"], folder["lost"]);
        return (folder["lost"], runbook);
    }

    private async Task<ServerProcess> StartAsync(string data)
    {
        var server = await ServerProcess.StartAsync(data, repository.Environment());
        await BankSystem.DeclareAsync(server.Api, folder);
        Assert.True((await voters.ClaimAsync("a", "agent-a-0000000000000000", 0, default)).Won);
        return server;
    }

    private static async Task<RunbookView> UntilAsync(
        ServerProcess server, string id, Func<RunbookView, bool> wanted)
    {
        RunbookView? view = null;
        await UntilAsync(async () => wanted(view = await server.Api.GetRunbookAsync(id, default)),
            () => $"{view}\n{view?.Status}");
        return view!;
    }

    private static async Task UntilAsync(Func<Task<bool>> so, Func<string>? told = null)
    {
        var began = Stopwatch.StartNew();
        while (!await so())
        {
            Assert.True(began.Elapsed < TimeSpan.FromMinutes(1), told?.Invoke());
            await Task.Delay(100);
        }
    }
}
