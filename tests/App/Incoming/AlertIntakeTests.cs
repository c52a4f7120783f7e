using System.Net;
using System.Text.Json;
using Mesh.Domain.Signatures;
using Mesh.Functions.Access;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;

namespace Mesh.Tests.App.Incoming;

/// <summary>Alerts that come in over HTTP, and the incidents that they become.</summary>
public sealed class AlertIntakeTests
{
    [Fact]
    public async Task Alertmanagers_alerts_open_count_and_close_an_incident_that_the_command_lists()
    {
        await using var app = await TestApp.StartAsync();
        using var sender = new AlertSender(app);

        Assert.Equal(
            HttpStatusCode.OK, (await sender.BearerAsync(AlertSender.Alertmanager("resolved"))).Status);
        Assert.Empty(await sender.IncidentsAsync());
        await sender.BearerAsync(AlertSender.Alertmanager());
        await sender.BearerAsync(AlertSender.Alertmanager(
            labels: "\"alertname\": \"DatabaseDown\", \"mesh_cause\": \"disaster\"",
            startsAt: "2026-11-23T05:00:00.123456789+01:00"));
        var open = Assert.Single(await sender.IncidentsAsync("?system=shop"));
        await sender.BearerAsync(AlertSender.Alertmanager("resolved"));
        var late = await sender.BearerAsync(AlertSender.Alertmanager());
        await sender.BearerAsync(AlertSender.Alertmanager(startsAt: "2026-11-23T06:00:00Z"));

        Assert.Equal(
            ("shop", "disaster", 2, "DatabaseDown: nothing answers"),
            (open.System, open.Cause, open.Times, open.Summary));
        Assert.Contains("\"ignored\":1", late.Answer, StringComparison.Ordinal);
        var all = await sender.IncidentsAsync();
        Assert.Equal(["open", "closed"], all.Select(incident => incident.State));
        Assert.Equal(open.Id, all[1].Id);
        Assert.Empty((await app.Api.ListRunsAsync("", default)).Items);
        var told = (await app.Api.ListAuditAsync("", default)).Items.Select(entry => entry.Action);
        Assert.Equal(
            ["incident-opened", "incident-closed", "incident-graver", "incident-opened", "system-created"],
            told);
        Assert.True((await app.Api.VerifyAuditAsync(null, default)).Whole);
        await app.RestartAsync(async () =>
        {
            var listed = await Command.RunAsync(
                ServerProcess.Program, ["incidents", "shop", "--all", "--json", "--data", app.Data]);
            Assert.True(listed.ExitCode == 0, listed.Errors);
            using var document = JsonDocument.Parse(listed.Output);
            Assert.Equal(2, document.RootElement.GetProperty("items").GetArrayLength());
        });
    }

    [Fact]
    public async Task A_signed_alert_is_taken_once_and_a_replayed_one_gets_nowhere_also_after_a_restart()
    {
        await using var app = await TestApp.StartAsync();
        using var sender = new AlertSender(app);
        var body = AlertSender.Signed(more: ", \"cause\": \"accident\", \"system\": \"shop\"");
        var timestamp = AlertSender.Timestamp();
        var signature = WebhookSignature.Sign(AlertSender.Secret, timestamp, body);

        var first = await sender.SignedAsync(body, timestamp, signature);
        await AssertReplayedAsync(signature);
        await AssertReplayedAsync(signature.ToUpperInvariant());
        await AssertReplayedAsync(signature, "other-script");
        await app.RestartAsync();
        await AssertReplayedAsync(signature);
        var anew = await sender.SignedAsync(body, -100);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, anew.Status));
        var incident = Assert.Single(await sender.IncidentsAsync());
        Assert.Equal(("accident", "open", 2), (incident.Cause, incident.State, incident.Times));

        async Task AssertReplayedAsync(string shown, string source = "script")
        {
            var replayed = await sender.SignedAsync(body, timestamp, shown, source);
            Assert.Equal(HttpStatusCode.Conflict, replayed.Status);
            Assert.Contains("replayed-alert", replayed.Answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_forged_alert_gets_nowhere()
    {
        await using var app = await TestApp.StartAsync();
        using var sender = new AlertSender(app);
        var key = (await File.ReadAllTextAsync(Path.Combine(app.Data, ApiKey.FileName))).Trim();
        var body = AlertSender.Signed();
        var now = AlertSender.Timestamp();
        var signature = WebhookSignature.Sign(AlertSender.Secret, now, body);

        foreach (var answer in new[]
        {
            await sender.BearerAsync(AlertSender.Alertmanager(), secret: null),
            await sender.BearerAsync(AlertSender.Alertmanager(), secret: ""),
            await sender.BearerAsync(AlertSender.Alertmanager(), secret: key),
            await sender.BearerAsync(AlertSender.Alertmanager(), secret: AlertSender.Secret[..^1]),
            await sender.BearerAsync(AlertSender.Alertmanager(), "nobody"),
            await sender.BearerAsync(AlertSender.Alertmanager(), "BAD_NAME"),
            await sender.BearerAsync(AlertSender.Alertmanager(), "script"),
            await sender.SendAsync("webhook/script", body, [(ApiKeyMiddleware.Header, key)]),
            await sender.SignedAsync(body, now, null),
            await sender.SignedAsync(body, null, signature),
            await sender.SignedAsync(body, now, "sha256="),
            await sender.SignedAsync(body, now, WebhookSignature.Sign(key, now, body)),
            await sender.SignedAsync(body, now, signature, "nobody"),
            await sender.SignedAsync(body, now, signature, "prometheus"),
            await sender.SignedAsync(AlertSender.Signed("resolved"), now, signature),
            await sender.SignedAsync(body, AlertSender.Timestamp(5), signature),
            await sender.SignedAsync(body, -330),
            await sender.SignedAsync(body, 330),
            await sender.SignedAsync(body, "soon", WebhookSignature.Sign(AlertSender.Secret, "soon", body)),
        })
        {
            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{answer}");
        }

        Assert.Empty(await sender.IncidentsAsync());
        Assert.Single((await app.Api.ListAuditAsync("", default)).Items);
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {AlertSender.Secret}");
        using var systems = await http.GetAsync(new Uri(app.Url, "/api/v1/systems"));
        Assert.Equal(HttpStatusCode.Unauthorized, systems.StatusCode);
    }

    [Fact]
    public async Task Bad_input_is_answered_by_the_field_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var sender = new AlertSender(app);
        var good = AlertSender.Alertmanager();
        foreach (var (body, named) in new[]
        {
            ("", "body"),
            ("[]", "body"),
            ("{", "line 1"),
            (new string(' ', (1 << 20) + 1), "longer than"),
            (good.Replace("\"4\"", "\"3\"", StringComparison.Ordinal), "version"),
            (good.Replace("\"alerts\"", "\"alarms\"", StringComparison.Ordinal), "alerts"),
            (good.Replace("c0ffee00c0ffee00", "", StringComparison.Ordinal), "alerts[0].fingerprint"),
            (good.Replace("04:00:00", "44:00:00", StringComparison.Ordinal), "alerts[0].startsAt"),
            (good.Replace("firing", "smoking", StringComparison.Ordinal), "alerts[0].status"),
            (good.Replace("answers", "\\ud800", StringComparison.Ordinal), "half of a character"),
            (AlertSender.Alertmanager(labels: "\"mesh_caus\\ud800\": \"x\""), "half of a character"),
            (AlertSender.Alertmanager(labels: "\"mesh_cause\": \"fate\""), "alerts[0].labels.mesh_cause"),
            (AlertSender.Alertmanager(labels: "\"mesh_system\": \"bank\""), "alerts[0].labels.mesh_system"),
            ("""{"version": "4", "alerts": [7]}""", "alerts[0]"),
            (good.Replace("}]", "}, {}]", StringComparison.Ordinal), "alerts[1].fingerprint"),
        })
        {
            AssertNamed(await sender.BearerAsync(body), named);
        }

        foreach (var (body, named) in new[]
        {
            ("", "body"),
            (AlertSender.Signed("smoking"), "status"),
            (AlertSender.Signed(more: ", \"cause\": \"fate\""), "cause"),
            (AlertSender.Signed(more: ", \"system\": \"bank\""), "system"),
            (AlertSender.Signed(more: ", \"approve\": true"), "approve"),
            (AlertSender.Signed().Replace("disk", "", StringComparison.Ordinal), "key"),
        })
        {
            AssertNamed(await sender.SignedAsync(body), named);
        }

        var broken = await sender.BearerAsync(good, "nowhere");
        Assert.Equal(HttpStatusCode.InternalServerError, broken.Status);
        Assert.DoesNotContain(app.Folder["none"], broken.Answer, StringComparison.Ordinal);
        Assert.Contains(app.Folder["none"], $"{app.Log}", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await sender.BearerAsync(good, "astray")).Status);
        Assert.Empty(await sender.IncidentsAsync());
    }

    private static void AssertNamed((HttpStatusCode Status, string Answer) refused, string named)
    {
        Assert.True(refused.Status == HttpStatusCode.BadRequest, $"{refused}");
        using var problem = JsonDocument.Parse(refused.Answer);
        Assert.Contains(
            named, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
