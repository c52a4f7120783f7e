using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Mesh.Domain.Agents;
using Mesh.Domain.Detection;
using Mesh.Tests.App.Runbooks;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Agents;

/// <summary>What agents see of the declared checks, and what becomes of it.</summary>
public sealed class PlaceReportsTests
{
    [Fact]
    public async Task A_production_that_two_places_see_down_is_an_incident()
    {
        await using var app = await TestApp.StartAsync();
        using var production = new TcpListener(IPAddress.Loopback, 0);
        production.Start();
        var voters = await BankSystem.DeclareAsync(
            app.Api, app.Folder, Failover($"tcp://{production.LocalEndpoint}"));
        using var folder = new ScratchFolder();
        using var b = await AgentAsync(app, folder, voters, "b");
        Assert.Empty(await IncidentsAsync(app));

        production.Stop();
        using var w = await AgentAsync(app, folder, voters, "w");
        await Patience.UntilAsync(
            async () => (await IncidentsAsync(app)).Count > 0, () => $"{b.Log}\n{w.Log}\n{app.Log}");

        var incident = Assert.Single(await IncidentsAsync(app));
        Assert.Contains("is down, as b and w see it", incident, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_reports_with_its_own_key_for_itself_and_for_nobody_else()
    {
        await using var app = await TestApp.StartAsync();
        await BankSystem.DeclareAsync(app, Failover("tcp://127.0.0.1:1"));
        var key = (await app.Api.MakeAgentKeyAsync("bank", "b", "ann", default)).Key;
        var report = new ProbeReport
        {
            System = "bank", Place = "b", Check = "tcp://127.0.0.1:1", Sequence = 7, Healthy = true,
            Since = DateTimeOffset.UnixEpoch, Failures = 0, Told = "well", At = DateTimeOffset.UnixEpoch,
        };

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, key, "bank/b", report));
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(app, key, "bank/b", report));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, key, "bank/w", report with { Place = "w" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, key, "shop/b", report with { System = "shop" }));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(app, "", "bank/b", report));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, key, "bank/b", report with { Place = "w" }));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, key, "bank/b", report with { System = "shop" }));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, key, "bank/b", report with { Sequence = -1 }));
        var lengthy = report with { Told = new string('x', 5000) };
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, key, "bank/b", lengthy));
        Assert.Equal(HttpStatusCode.BadRequest, await SendAsync(app, key, "bank/b", new { told = "well" }));
    }

    private static string Failover(string check) => $$"""
        failover:
          mode: approve
          approvers: [ann]
          approveWithin: 15m
          checks: ['{{check}}']
          detection: {every: 1s, failures: 2}
        """;

    private static async Task<IReadOnlyList<string>> IncidentsAsync(TestApp app) =>
        [.. (await app.Api.ListIncidentsAsync("?all=true", default)).Items.Select(incident => incident.Summary)];

    private static async Task<AgentProcess> AgentAsync(
        TestApp app, ScratchFolder folder, IReadOnlyDictionary<string, string> voters, string place)
    {
        var key = (await app.Api.MakeAgentKeyAsync("bank", place, "ann", default)).Key;
        await File.WriteAllTextAsync(folder[$"{place}.key"], key + "\n");
        var yaml = new AgentYaml(
            "bank",
            place,
            app.Url.GetLeftPart(UriPartial.Authority),
            folder[$"{place}.key"],
            folder[$"{place}.state"],
            voters)
        {
            Listen = null,
        };
        return await AgentProcess.StartAsync(folder[$"{place}.yaml"], yaml.ToString());
    }

    private static async Task<HttpStatusCode> SendAsync<T>(TestApp app, string key, string place, T report)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(app.Url, $"/api/v1/agents/{place}/reports"))
        {
            Content = JsonContent.Create(report, options: AgentJson.Options),
        };
        request.Headers.Authorization = key.Length == 0 ? null : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
