using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Mesh.Domain.Agents;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Functions.Access;
using Mesh.Runtime.Queues;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.App.Agents;

/// <summary>
/// The order queue as whoever reaches the server can ask it: by the right key, by others, by none.
/// </summary>
public abstract class OrderQueueTests
{
    protected abstract string? StorageConnection { get; }

    protected async Task A_place_takes_renews_and_answers_its_orders_by_its_own_key_and_by_no_other()
    {
        await using var app = await StartAsync();
        var key = await KeyAsync(app, "bank", "a");
        await using var voters = BankSystem.Voters(app);
        await app.Api.PutSystemAsync("other", Other(app), "other.yaml", false, null, default);
        var wrong = new Dictionary<string, string>
        {
            ["none"] = "",
            ["another"] = Convert.ToHexString(new byte[32]),
            ["other place"] = await KeyAsync(app, "bank", "b"),
            ["other system"] = await KeyAsync(app, "other", "a"),
            ["the API's"] = (await File.ReadAllTextAsync(Path.Combine(app.Data, ApiKey.FileName))).Trim(),
        };
        var order = Order("bank", "a", 1);
        await SendAsync(app, order);

        foreach (var (what, shown) in wrong)
        {
            foreach (var path in new[] { "orders/lease", "orders/renew", "orders/answer" })
            {
                var refused = await PostAsync(app, "bank/a", path, shown, "{}");
                Assert.True(refused.Status == HttpStatusCode.Unauthorized, $"{what}: {path}: {refused}");
            }

            Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "bank/a", shown)).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "bank/nowhere", key)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "nothing/a", key)).Status);
        var duties = Read<AgentDuties>(await GetAsync(app, "bank/a", key));
        Assert.Equal(("bank", "a", false), (duties.System, duties.Place, duties.IsWitness));
        Assert.Equal(15, duties.LeaseSeconds);
        var leased = Read<LeasedOrder>(await LeaseAsync(app, key));
        Assert.Equal(order, leased.Order);
        Assert.Equal(HttpStatusCode.NoContent, (await LeaseAsync(app, key)).Status);
        var renewed = Read<RenewedOrder>(
            await PostAsync(app, "bank/a", "orders/renew", key, new OrderRenewal(leased.Receipt, 30)));
        Assert.NotEqual(leased.Receipt, renewed.Receipt);
        await RefusedAsync(app, key, renewed.Receipt, order);
        var spent = new OrderAnswer(leased.Receipt, SiteAnswer.Done(order, "old"));
        Assert.Equal(HttpStatusCode.Conflict, (await AnswerAsync(app, key, spent)).Status);

        var given = new OrderAnswer(renewed.Receipt, SiteAnswer.Done(order, "done"));
        var answered = await AnswerAsync(app, key, given);
        var replayed = await AnswerAsync(app, key, given);

        Assert.True(answered.Status == HttpStatusCode.NoContent, $"{answered}");
        Assert.Equal(HttpStatusCode.Conflict, replayed.Status);
        Assert.Contains("order-lease-lost", replayed.Text, StringComparison.Ordinal);
        Assert.Equal(0, await Queues(app).CountAsync(QueueOf("bank", "a"), default));
        Assert.DoesNotContain(key, app.Log.ToString(), StringComparison.Ordinal);
    }

    protected async Task A_revoked_key_opens_nothing_and_the_one_made_before_it_was_revoked_does()
    {
        await using var app = await StartAsync();
        var old = await app.Api.MakeAgentKeyAsync("bank", "a", "ann", default);
        var next = await app.Api.MakeAgentKeyAsync("bank", "a", "ann", default);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "bank/a", old.Key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "bank/a", next.Key)).Status);

        await app.Api.RevokeAgentKeyAsync("bank", "a", old.Number, "bob", default);
        await app.Api.RevokeAgentKeyAsync("bank", "a", old.Number, "eve", default);

        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "bank/a", old.Key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(app, "bank/a", next.Key)).Status);
        var listed = (await app.Api.ListAgentKeysAsync("?system=bank", default)).Items;
        Assert.Equal(
            [("revoked", "ann", "bob"), ("valid", "ann", null)],
            listed.Select(each => (each.State, each.CreatedBy, each.RevokedBy)));
        var audit = (await app.Api.ListAuditAsync("", default)).Items;
        Assert.Equal(
            ["agent-key-revoked", "agent-key-made", "agent-key-made"],
            audit.Select(entry => entry.Action).Take(3));
        Assert.All(audit, entry => Assert.DoesNotContain(next.Key, $"{entry}", StringComparison.Ordinal));
        foreach (var (system, place, code) in new[]
        {
            ("bank", "nowhere", "unknown-place"), ("nothing", "a", "unknown-system"),
            ("bank", "No!", "invalid-site-name"),
        })
        {
            var refusal = await Assert.ThrowsAsync<Domain.Errors.MeshException>(
                () => app.Api.MakeAgentKeyAsync(system, place, "ann", default));
            Assert.Equal(code, refusal.Code);
        }

        var strange = await Assert.ThrowsAsync<Domain.Errors.MeshException>(
            () => app.Api.RevokeAgentKeyAsync("bank", "b", next.Number, "ann", default));
        Assert.Equal("unknown-agent-key", strange.Code);
        await app.Api.DeleteSystemAsync("bank", default);
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(app, "bank/a", next.Key)).Status);
    }

    protected async Task Who_waits_is_given_an_order_that_comes_and_garbage_changes_nothing()
    {
        await using var app = await StartAsync();
        var key = await KeyAsync(app, "bank", "a");
        foreach (var (path, body, field) in new[]
        {
            ("orders/lease", "{\"waitSeconds\": 21, \"leaseSeconds\": 30}", "waitSeconds"),
            ("orders/lease", "{\"waitSeconds\": -1, \"leaseSeconds\": 30}", "waitSeconds"),
            ("orders/lease", "{\"waitSeconds\": 1, \"leaseSeconds\": 0.5}", "leaseSeconds"),
            ("orders/lease", "{\"waitSeconds\": 1, \"leaseSeconds\": \"long\"}", "leaseSeconds"),
            ("orders/lease", "{\"waitSeconds\": 1, \"leaseSeconds\": 1e300}", "leaseSeconds"),
            ("orders/lease", "{\"waitSeconds\": 1, \"leaseSeconds\": 30, \"place\": \"b\"}", "place"),
            ("orders/lease", "[]", "body"),
            ("orders/lease", "", "body"),
            ("orders/renew", "{\"receipt\": null, \"leaseSeconds\": 30}", "receipt"),
            ("orders/answer", "{\"receipt\": \"x\", \"answer\": {}}", "answer"),
            ("orders/answer", "{\"receipt\": \"x\"", "body"),
            ("orders/answer", $"{{\"receipt\": \"x\", \"answer\": \"{new string('x', 2 << 20)}\"}}", "body"),
        })
        {
            var refused = await PostAsync(app, "bank/a", path, key, body);
            Assert.True(refused.Status == HttpStatusCode.BadRequest, $"{field}: {refused}");
            using var problem = JsonDocument.Parse(refused.Text);
            Assert.Equal(field, problem.RootElement.GetProperty("field").GetString()!.Split('.')[0]);
        }

        foreach (var receipt in new[] { "", "nonsense", "!!", "AAAA", new string('A', 9999) })
        {
            var lost = await PostAsync(app, "bank/a", "orders/renew", key, new OrderRenewal(receipt, 30));
            Assert.True(lost.Status == HttpStatusCode.Conflict, $"{lost}");
        }

        var waiting = PostAsync(app, "bank/a", "orders/lease", key, new OrderRequest(20, 30));
        await Queues(app).SendAsync(QueueOf("bank", "a"), "no order", TimeSpan.Zero, default);
        var order = Order("bank", "a", 2);
        await SendAsync(app, order);

        Assert.Equal(order, Read<LeasedOrder>(await waiting).Order);
        Assert.Equal(1, await Queues(app).CountAsync(QueueOf("bank", "a") + "-poison", default));
    }

    private static async Task RefusedAsync(TestApp app, string key, string receipt, SiteOrder order)
    {
        foreach (var answer in new[]
        {
            SiteAnswer.Done(order with { System = "other" }, "forged"),
            SiteAnswer.Done(order with { Site = "b" }, "forged"),
            SiteAnswer.Done(order, new string('x', 50_000)),
        })
        {
            var refused = await AnswerAsync(app, key, new OrderAnswer(receipt, answer));
            Assert.True(refused.Status == HttpStatusCode.BadRequest, $"{refused}");
            Assert.Equal(1, await Queues(app).CountAsync(QueueOf("bank", "a"), default));
        }
    }

    private static string QueueOf(string system, string site) =>
        SiteQueues.OrdersOf(SystemName.Parse(system), SiteName.Parse(site));

    private static SiteOrder Order(string system, string site, int number) => new()
    {
        OrderId = $"{system}.test-{number}", Instance = $"{system}.test", Number = number, System = system,
        Site = site, Component = "db", Verb = SiteVerb.ScaleBack, Epoch = 7,
        Evidence = new FenceEvidence(EvidenceKind.ReadBack, "read-only", DateTimeOffset.UnixEpoch),
    };

    private static IQueueTransport Queues(TestApp app) => app.Services.GetRequiredService<IQueueTransport>();

    private static Task SendAsync(TestApp app, SiteOrder order) => Queues(app).SendAsync(
        QueueOf(order.System, order.Site), JsonSerializer.Serialize(order), TimeSpan.Zero, default);

    private static async Task<string> KeyAsync(TestApp app, string system, string place) =>
        (await app.Api.MakeAgentKeyAsync(system, place, "ann", default)).Key;

    private static Task<Answer> LeaseAsync(TestApp app, string key) =>
        PostAsync(app, "bank/a", "orders/lease", key, new OrderRequest(0, 30));

    private static Task<Answer> AnswerAsync(TestApp app, string key, OrderAnswer answer) =>
        PostAsync(app, "bank/a", "orders/answer", key, answer);

    private static Task<Answer> PostAsync<T>(TestApp app, string place, string path, string key, T body) =>
        PostAsync(app, place, path, key, JsonSerializer.Serialize(body, AgentJson.Options));

    private static async Task<Answer> PostAsync(
        TestApp app, string place, string path, string key, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(app.Url, $"/api/v1/agents/{place}/{path}")) { Content = content };
        return await SendAsync(request, key);
    }

    private static async Task<Answer> GetAsync(TestApp app, string place, string key)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(app.Url, $"/api/v1/agents/{place}"));
        return await SendAsync(request, key);
    }

    private static async Task<Answer> SendAsync(HttpRequestMessage request, string key)
    {
        using var http = new HttpClient();
        if (key.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        using var response = await http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static T Read<T>(Answer answer)
    {
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer}");
        return JsonSerializer.Deserialize<T>(answer.Text, AgentJson.Options)!;
    }

    private static string Other(TestApp app) => app.Manifest()
        .Replace("name: shop", "name: other", StringComparison.Ordinal)
        .Replace("[{name: office}]", "[{name: a}]", StringComparison.Ordinal)
        .Replace(app.Repository, app.Repository + "-other", StringComparison.Ordinal);

    private async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync(new TestAppOptions { StorageConnection = StorageConnection });
        await BankSystem.DeclareAsync(app);
        return app;
    }

    private sealed record Answer(HttpStatusCode Status, string Text);
}
