using System.Text.Json;
using Mesh.Activities.Movements;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Agents;

/// <summary>The agent's process: killed, cut off, ended, refused.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task An_order_whose_agent_is_killed_is_done_by_the_next_and_after_its_answer_not_again()
    {
        await using var app = await StartAppAsync();
        var yaml = await DeclareAsync(app);
        using var first = await AgentProcess.StartAsync(folder["agent.yaml"], yaml);
        await OrderAsync(app, SiteVerb.Start, 1);
        await Patience.UntilAsync(() => Task.FromResult(File.Exists(folder["began"])), () => first.Log);

        await first.KillAsync();
        using var second = await AgentProcess.StartAsync(folder["agent.yaml"]);
        await OrderAsync(app, SiteVerb.Start, 1);
        await Patience.UntilAsync(() => Task.FromResult(Begun() == 2), () => second.Log);
        await File.WriteAllTextAsync(folder["go"], "");
        var answer = await AnswerAsync(app, second);
        await OrderAsync(app, SiteVerb.Start, 1);
        var again = await AnswerAsync(app, second);

        Assert.True(answer.Succeeded, answer.Told);
        Assert.Equal(answer, again);
        Assert.Equal(2, Begun());
    }

    [Fact]
    public async Task Agents_outlive_a_server_that_is_away_and_say_so_once()
    {
        await using var app = await StartAppAsync();
        var yaml = await DeclareAsync(app);
        using var agent = await AgentProcess.StartAsync(folder["agent.yaml"], yaml);
        await File.WriteAllTextAsync(folder["go"], "");
        await OrderAsync(app, SiteVerb.Status, 1);
        await AnswerAsync(app, agent);

        await File.WriteAllTextAsync(folder["key"], "wrong\n");
        await Patience.UntilAsync(
            () => Task.FromResult(agent.Log.Contains("no orders come", StringComparison.Ordinal)),
            () => agent.Log);
        var key = (await app.Api.MakeAgentKeyAsync("bank", "a", "ann", default)).Key;
        await OrderAsync(app, SiteVerb.Status, 2);
        await File.WriteAllTextAsync(folder["key"], key + "\n");
        await AnswerAsync(app, agent);

        Assert.Contains("answers again", agent.Log, StringComparison.Ordinal);
        Assert.Equal(2, agent.Log.Split("no orders come").Length);
        Assert.DoesNotContain(key, agent.Log, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await agent.EndAsync());
    }

    [Fact]
    public async Task Production_is_told_while_the_lease_lasts_and_no_longer()
    {
        await using var app = await StartAppAsync();
        var yaml = await DeclareAsync(app);
        await File.WriteAllTextAsync(folder["go"], "");
        await using var voters = BankSystem.Voters(app);
        using var agent = await AgentProcess.StartAsync(folder["agent.yaml"], yaml);
        Assert.Equal(503, await agent.RoleOfAsync("web"));
        Assert.Equal(404, await agent.RoleOfAsync("nothing"));
        Assert.True((await voters.ClaimAsync("a", "first", 0, default)).Won);
        var number = 0;
        await Patience.UntilAsync(
            async () =>
            {
                await OrderAsync(app, SiteVerb.Promote, ++number);
                return (await AnswerAsync(app, agent)).Succeeded;
            },
            () => agent.Log);
        await Patience.UntilAsync(async () => await agent.RoleOfAsync("web") == 200, () => agent.Log);

        Assert.True((await voters.ClaimAsync("b", "second", 1, default)).Won);
        await Patience.UntilAsync(async () => await agent.RoleOfAsync("web") == 503, () => agent.Log);
        await Patience.UntilAsync(
            () => Task.FromResult(File.Exists(folder["fenced"])), () => agent.Log);

        var second = await Assert.ThrowsAsync<InvalidOperationException>(
            () => AgentProcess.StartAsync(folder["agent.yaml"]));
        Assert.Contains("another agent holds this folder", second.Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await agent.EndAsync());
    }

    [Fact]
    public async Task Check_says_what_lacks_and_found_mends_the_voters()
    {
        await using var app = await StartAppAsync();
        var yaml = await DeclareAsync(app);
        await File.WriteAllTextAsync(
            folder["agent.yaml"],
            yaml.Replace("lease: 15s", "lease: 20s", StringComparison.Ordinal)
                .Replace(app.Folder["voter-w"], folder["new-voter"], StringComparison.Ordinal));
        await File.WriteAllTextAsync(folder["go"], "");

        var lacks = await MeshAsync("check");
        Assert.Equal(ExitCode.Failed, lacks.ExitCode);
        Assert.Equal(["server", "voter w"], Lacking(lacks.Output));
        await File.WriteAllTextAsync(
            folder["agent.yaml"],
            yaml.Replace(app.Folder["voter-w"], folder["new-voter"], StringComparison.Ordinal));
        Assert.Equal(ExitCode.Ok, (await MeshAsync("found")).ExitCode);
        var well = await MeshAsync("check");

        Assert.True(well.ExitCode == ExitCode.Ok, well.Output);
        await File.WriteAllTextAsync(folder["agent.yaml"], yaml + "\nnonsense: 1\n");
        var refused = await MeshAsync("run");
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("nonsense", refused.Output, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lacking(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("findings").EnumerateArray()
                .Where(finding => !finding.GetProperty("ok").GetBoolean())
                .Select(finding => finding.GetProperty("what").GetString()!),
        ];
    }

    private static async Task OrderAsync(TestApp app, SiteVerb verb, int number)
    {
        var order = new SiteOrder
        {
            OrderId = $"bank.test-{number}", Instance = "bank.test", System = "bank", Site = "a",
            Component = "web", Verb = verb, Epoch = 1,
            Evidence = new FenceEvidence(EvidenceKind.Overridden, "the first", DateTimeOffset.UnixEpoch),
        };
        await Queues(app).SendAsync(
            SiteQueues.OrdersOf(SystemName.Parse("bank"), SiteName.Parse("a")),
            JsonSerializer.Serialize(order), TimeSpan.Zero, default);
    }

    private static async Task<SiteAnswer> AnswerAsync(TestApp app, AgentProcess agent)
    {
        SiteAnswer? answer = null;
        await Patience.UntilAsync(
            async () =>
            {
                foreach (var message in await Queues(app).ReceiveAsync(
                    "heard", 1, TimeSpan.FromMinutes(5), default))
                {
                    answer = JsonSerializer.Deserialize<SiteAnswer>(message.Body);
                    await Queues(app).DeleteAsync(message, default);
                }

                return answer is not null;
            },
            () => $"{agent.Log}\n{app.Log}");
        return answer!;
    }

    // Answers go into a queue that no function of the app takes them from.
    private static Task<TestApp> StartAppAsync() => TestApp.StartAsync(new TestAppOptions
    {
        Services = services => services.AddSingleton<IMovementSender>(provider => new SpoiledSender(
            provider.GetRequiredService<IQueueTransport>(),
            (sender, queue, json) => sender.PutAsync(queue == "answers" ? "heard" : queue, json))),
    });

    private static IQueueTransport Queues(TestApp app) => app.Services.GetRequiredService<IQueueTransport>();

    private Task<CommandResult> MeshAsync(string verb) => Command.RunAsync(
        ServerProcess.Program, ["agent", verb, "--config", folder["agent.yaml"], "--json"]);

    // A component of commands: what it does waits for the file "go".
    private async Task<string> DeclareAsync(TestApp app)
    {
        var voters = await BankSystem.DeclareAsync(app.Api, app.Folder);
        var key = (await app.Api.MakeAgentKeyAsync("bank", "a", "ann", default)).Key;
        await File.WriteAllTextAsync(folder["key"], key + "\n");
        File.SetUnixFileMode(folder["key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var yaml = new AgentYaml(
            "bank", "a", app.Url.GetLeftPart(UriPartial.Authority), folder["key"], folder["state"], voters)
        {
            Watchdog = [["touch", folder["killed"]]],
        };
        return yaml.WithCommands("web", new Dictionary<string, IReadOnlyList<string>>
        {
            ["start"] = Shell($"echo >> {folder["began"]}; {Wait}"),
            ["status"] = Shell($"[ -e {folder["up"]} ] && exit 8; exit 7"),
            ["promote"] = Shell($"touch {folder["up"]}"),
            ["fence"] = Shell($"rm -f {folder["up"]}; touch {folder["fenced"]}"),
        }, writes: true).ToString();
    }

    private int Begun() => File.Exists(folder["began"]) ? File.ReadAllLines(folder["began"]).Length : 0;

    private string Wait => $"until [ -e {folder["go"]} ]; do sleep 0.05; done";

    private static IReadOnlyList<string> Shell(string script) => ["sh", "-c", script];
}
