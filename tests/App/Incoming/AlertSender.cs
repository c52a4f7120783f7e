using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Mesh.Domain.Signatures;
using Mesh.Functions.Incidents;
using Mesh.Tests.App.Running;

namespace Mesh.Tests.App.Incoming;

/// <summary>Sends alerts to an app as two declared sources, truly or falsely.</summary>
internal sealed class AlertSender : IDisposable
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    private readonly TestApp app;
    private readonly HttpClient http = new();

    public AlertSender(TestApp app, string system = "shop")
    {
        this.app = app;
        File.WriteAllText(app.Folder["secret"], Secret + "\n");
        File.WriteAllText(Path.Combine(app.Data, "alert-sources.yaml"), $$"""
            apiVersion: mesh/v1
            kind: AlertSources
            sources:
              - {name: prometheus, kind: alertmanager, secret: 'file:{{app.Folder["secret"]}}', system: {{system}}}
              - {name: script, kind: webhook, secret: 'file:{{app.Folder["secret"]}}', system: {{system}}}
              - {name: other-script, kind: webhook, secret: 'file:{{app.Folder["secret"]}}', system: {{system}}}
              - {name: nowhere, kind: alertmanager, secret: 'file:{{app.Folder["none"]}}', system: {{system}}}
              - {name: astray, kind: alertmanager, secret: 'file:{{app.Folder["secret"]}}', system: gone}
            """);
    }

    /// <summary>One alert as Alertmanager sends it; nine digits of a second are what Go writes.</summary>
    public static string Alertmanager(
        string status = "firing",
        string labels = "\"alertname\": \"DatabaseDown\"",
        string startsAt = "2026-11-23T04:00:00.123456789Z") => $$"""
        {
          "version": "4", "groupKey": "{}:{}", "truncatedAlerts": 0, "status": "{{status}}",
          "receiver": "mesh", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {},
          "externalURL": "http://127.0.0.1:9093",
          "alerts": [{
            "status": "{{status}}", "labels": { {{labels}} },
            "annotations": { "summary": "nothing\nanswers" }, "startsAt": "{{startsAt}}",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://127.0.0.1:9090/graph",
            "fingerprint": "c0ffee00c0ffee00"
          }]
        }
        """;

    public static string Signed(string status = "firing", string more = "") => $$"""
        {"key": "disk", "status": "{{status}}", "startsAt": "2026-11-23T04:00:00Z", "summary": "full"{{more}}}
        """;

    /// <summary>A timestamp that many seconds from now.</summary>
    public static string Timestamp(int seconds = 0) => TimeProvider.System.GetUtcNow().AddSeconds(seconds)
        .ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    public Task<(HttpStatusCode Status, string Answer)> BearerAsync(
        string body, string source = "prometheus", string? secret = Secret) =>
        SendAsync($"alertmanager/{source}", body, [("Authorization", secret is null ? null : $"Bearer {secret}")]);

    public Task<(HttpStatusCode Status, string Answer)> SignedAsync(
        string body, string? timestamp, string? signature, string source = "script") => SendAsync(
            $"webhook/{source}",
            body,
            [(WebhookSignature.TimestampHeader, timestamp), (WebhookSignature.Header, signature)]);

    public Task<(HttpStatusCode Status, string Answer)> SignedAsync(string body, int seconds = 0)
    {
        var timestamp = Timestamp(seconds);
        return SignedAsync(body, timestamp, WebhookSignature.Sign(Secret, timestamp, body));
    }

    public async Task<(HttpStatusCode Status, string Answer)> SendAsync(
        string path, string body, IEnumerable<(string Name, string? Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Url, $"/api/v1/alerts/in/{path}"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await http.SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            using var problem = JsonDocument.Parse(answer);
            Assert.NotEmpty(problem.RootElement.GetProperty("cause").GetString()!);
            Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        }

        return (response.StatusCode, answer);
    }

    public async Task<IReadOnlyList<IncidentView>> IncidentsAsync(string query = "?all=true") =>
        (await app.Api.ListIncidentsAsync(query, default)).Items;

    public void Dispose() => http.Dispose();
}
