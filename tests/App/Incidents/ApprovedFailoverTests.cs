using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Mesh.Cli.Client;
using Mesh.Domain.Errors;
using Mesh.Functions.Incidents;
using Mesh.Functions.Runbooks;
using Mesh.Tests.App.Agents;
using Mesh.Tests.App.Notices;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;

namespace Mesh.Tests.App.Incidents;

/// <summary>
/// A site that is lost, seen by the agents of the places, and people who are asked before the other takes
/// over: all that takes part is a process of its own, and each person has a key of their own.
/// </summary>
public sealed class ApprovedFailoverTests
{
    private static readonly string[] People = ["ann", "bob", "carl"];

    [MariaDbFact]
    [Trait("Category", "Long")]
    public async Task Nobody_answers_the_second_approver_does_and_the_site_takes_over_though_mesh_was_killed()
    {
        using var folder = new ScratchFolder();
        using var hooks = new Hooks();
        Prepare(folder, hooks);
        using var first = await ServerProcess.StartAsync(
            folder["data"], new Dictionary<string, string?> { ["MESH_SCHEDULE_TICK"] = "* * * * * *" });
        await using var a = await BankSite.StartAsync("a", 1);
        await using var b = await BankSite.StartAsync("b", 2);
        using var witness = await ConnectAsync(first, folder, a, b);
        var written = await WriteAsync(a);

        await a.Agent.KillAsync();
        await a.Server.KillAsync();
        var id = await OpenedAsync(first.Api);
        var asked = await UntilAsync(first.Api, id, incident => incident.Stage == "asked");
        Assert.Equal((1, "ann"), (asked.Question, Assert.Single(asked.Deciders)));
        await HeardAsync(hooks, $"mesh incident decide {id} --question 1 --approve");

        // Mesh is killed while the first approver is waited for; nobody answers, and others are asked.
        await first.KillAsync();
        using var server = await ServerProcess.StartAsync(
            folder["data"],
            new Dictionary<string, string?> { ["MESH_SCHEDULE_TICK"] = "* * * * * *" },
            first.Url.GetLeftPart(UriPartial.Authority));
        using var bob = As("bob", server);
        using var carl = As("carl", server);
        using var ann = As("ann", server);
        Assert.Equal("not-an-approver", await RefusalAsync(bob, id, 1));
        await UntilAsync(server.Api, id, incident => incident.Question == 2);
        await HeardAsync(hooks, $"mesh incident decide {id} --question 2 --approve");
        Assert.Equal("not-asked", await RefusalAsync(ann, id, 1));
        Assert.Equal("forbidden", await RefusalAsync(carl, id, 2));
        Assert.DoesNotContain(
            (await server.Api.ListRunbooksAsync("", default)).Items, each => each.Kind == "failover");

        await bob.DecideIncidentAsync(id, new IncidentDecisionRequest(2, true), default);
        var done = await UntilAsync(server.Api, id, incident => incident.Report is not null);

        Assert.Equal(("bob", "the standby site has taken over"), (done.Report!.DecidedBy, done.Report.Outcome));
        Assert.Equal(0, done.Report.RpoSeconds);
        Assert.True(done.Report.RtoSeconds > 60, "the wait for the approvers counts");
        Assert.Empty(written.Except(await RowsAsync(b)));
        await b.Server.SqlAsync("INSERT INTO bank.entry VALUES (1000000)");
        Assert.Single((await server.Api.ListRunbooksAsync("", default)).Items, each => each.Kind == "failover");
        await HeardAsync(hooks, done.Report.Runbook);
        var audit = (await server.Api.ListAuditAsync("?limit=100", default)).Items;
        Assert.Equal(
            ["bob"],
            audit.Where(entry => entry.Action == "incident-decided").Select(entry => entry.Who));
        Assert.True((await server.Api.VerifyAuditAsync(null, default)).Whole);
    }

    private static void Prepare(ScratchFolder folder, Hooks hooks)
    {
        Directory.CreateDirectory(folder["data"]);
        File.WriteAllText(folder["hook"], "0123456789abcdef-hook");
        File.WriteAllText(Path.Combine(folder["data"], "notifications.yaml"), $"""
            apiVersion: mesh/v1
            kind: Notifications
            targets:
            - name: takes
              kind: webhook
              url: '{hooks.Url}takes'
              secret: 'file:{folder["hook"]}'
            """);
        File.WriteAllText(Path.Combine(folder["data"], "access.yaml"), $"""
            apiVersion: mesh/v1
            kind: Access
            people:
            {string.Join('\n', People.Select(Person))}
            """);
    }

    // Carl is asked as Bob is, and his role does not let him decide.
    private static string Person(string name) =>
        $"  - {{name: {name}, role: {(name == "carl" ? "operator" : "approver")}, keys: ['{Hash(name)}']}}";

    private static string KeyOf(string name) => $"mesh-test-key-of-{name}-0123456789abcdef";

    private static string Hash(string name) => "sha256:" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(name))));

    private static ApiClient As(string name, ServerProcess server) =>
        new(server.Url, KeyOf(name), TimeProvider.System);

    private static async Task<AgentProcess> ConnectAsync(
        ServerProcess server, ScratchFolder folder, BankSite a, BankSite b)
    {
        await a.Server.SqlAsync("""
            CREATE USER repl@'%'; GRANT REPLICATION SLAVE ON *.* TO repl@'%'; CREATE USER probe@'%';
            CREATE DATABASE bank; CREATE TABLE bank.entry (n INT PRIMARY KEY) ENGINE=InnoDB;
            """);
        var voters = await BankSystem.DeclareAsync(server.Api, folder, $$"""
            failover:
              mode: approve
              approvers: [ann]
              approveWithin: 1m
              escalateTo: [bob, carl]
              detection: {every: 1s, failures: 3}
              checks: ['mariadb://probe@127.0.0.1:{{a.Server.Port}}?tls=off']
            """);
        var keys = new Dictionary<string, string>();
        foreach (var place in new[] { "a", "b", "w" })
        {
            keys[place] = (await server.Api.MakeAgentKeyAsync("bank", place, "ann", default)).Key;
        }

        await a.StartAgentAsync(server.Url, keys["a"], voters, b);
        await b.StartAgentAsync(server.Url, keys["b"], voters, a);
        await File.WriteAllTextAsync(folder["key-w"], keys["w"] + "\n");
        var witness = await AgentProcess.StartAsync(folder["agent-w.yaml"], new AgentYaml(
            "bank",
            "w",
            server.Url.GetLeftPart(UriPartial.Authority),
            folder["key-w"],
            folder["state-w"],
            voters).ToString());
        var id = (await server.Api.RequestRunbookAsync(
            new RunbookRequest("bank", By: "ann", Protect: true), default)).Id;
        await Patience.UntilAsync(
            async () => (await server.Api.GetRunbookAsync(id, default)).State == "succeeded",
            () => $"{a.Log}\n{b.Log}");

        // From then on every commit waits for the standby, whose agent knows it.
        await Patience.UntilAsync(
            async () => (await File.ReadAllTextAsync($"{b.Server.OptionFile}.state"))
                .Contains("\"LosesNothing\": true", StringComparison.Ordinal),
            () => $"{a.Log}\n{b.Log}");
        return witness;
    }

    private static async Task<IReadOnlyCollection<int>> WriteAsync(BankSite site)
    {
        var acknowledged = new ConcurrentBag<int>();
        for (var n = 1; n <= 50; n++)
        {
            await site.Server.SqlAsync($"INSERT INTO bank.entry VALUES ({n})");
            acknowledged.Add(n);
        }

        return acknowledged;
    }

    private static async Task<IEnumerable<int>> RowsAsync(BankSite site) =>
        (await site.Server.SqlAsync("SELECT n FROM bank.entry"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse);

    private static Task HeardAsync(Hooks hooks, string text) => Patience.UntilAsync(
        () => Task.FromResult(hooks.Taken.Any(told => told.Text.Contains(text, StringComparison.Ordinal))),
        () => string.Join('\n', hooks.Taken));

    private static async Task<string> RefusalAsync(ApiClient person, string id, int question) =>
        (await Assert.ThrowsAsync<MeshException>(() => person.DecideIncidentAsync(
            id, new IncidentDecisionRequest(question, true), default))).Code;

    private static async Task<string> OpenedAsync(ApiClient api)
    {
        var id = "";
        await Patience.UntilAsync(
            async () =>
            {
                id = (await api.ListIncidentsAsync("", default)).Items.SingleOrDefault()?.Id ?? "";
                return id.Length > 0;
            },
            () => "no incident was opened");
        return id;
    }

    private static async Task<IncidentDetail> UntilAsync(
        ApiClient api, string id, Func<IncidentDetail, bool> wanted)
    {
        IncidentDetail? seen = null;
        await Patience.UntilAsync(
            async () => wanted(seen = await api.GetIncidentAsync(id, default)), () => $"{seen}");
        return seen!;
    }
}
