using System.Net;
using System.Text;
using System.Text.Json;
using Mesh.Functions.Access;
using Mesh.Tests.App.Running;

namespace Mesh.Tests.App.Input;

/// <summary>
/// Bad input of every endpoint: status, a problem that names field, cause and code, and nothing changed.
/// </summary>
public sealed class BadRequestTests
{
    private static readonly (int Status, string Method, string Path, string? Body, string Named)[] Cases =
    [
        (400, "GET", "systems?limit=none", null, "limit"),
        (400, "GET", "systems?limit=0", null, "limit"),
        (404, "GET", "systems/nosuch", null, "nosuch"),
        (400, "GET", "systems/BAD_NAME", null, "BAD_NAME"),
        (400, "PUT", "systems/shop", "", "body"),
        (400, "PUT", "systems/shop", "sites: [", "body"),
        (400, "PUT", "systems/other", "{manifest}", "other"),
        (400, "PUT", "systems/shop?dryRun=perhaps", "{manifest}", "dryRun"),
        (400, "PUT", "systems/shop?ifRevision=first", "{manifest}", "ifRevision"),
        (404, "DELETE", "systems/nosuch", null, "nosuch"),
        (400, "POST", "backups", "", "body"),
        (400, "POST", "backups", "[]", "body"),
        (400, "POST", "backups", "{\"component\": \"documents\"}", "system"),
        (400, "POST", "backups", "{\"system\": null}", "system"),
        (400, "POST", "backups", "{\"system\": \"shop\", \"speed\": 9}", "speed"),
        (400, "POST", "backups", "{\"system\": 7}", "system"),
        (400, "POST", "backups", "{\"system\": \"shop\"", "line 1"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"overwrite\": \"yes\"}",
            "is not true or false"),
        (400, "POST", "backups", "{\"system\": \"shop\", \"mode\": \"sideways\"}", "sideways"),
        (404, "POST", "backups", "{\"system\": \"nosuch\"}", "nosuch"),
        (404, "POST", "backups", "{\"system\": \"shop\", \"component\": \"nosuch\"}", "nosuch"),
        (400, "GET", "points?system=BAD_NAME", null, "BAD_NAME"),
        (400, "GET", "points?restorable=perhaps", null, "restorable"),
        (400, "GET", "points?after=never", null, "after"),
        (400, "POST", "restores", "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"here\"}", "target"),
        (400, "POST", "restores", "{\"system\": \"shop\", \"component\": \"documents\"}", "target"),
        (404, "POST", "restores", "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\"}", "shop/documents"),
        (404, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"at\": \"2001-01-01T00:00:00Z\"}", "at"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"at\": \"soon\"}", "at"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"point\": \"a\", \"at\": \"2001-01-01T00:00:00Z\"}",
            "point"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"gtid\": \"0-1-9\"}",
            "gtid"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"beforeGtid\": \"0-1-9\"}",
            "beforeGtid"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"position\": \"binlog.000001:9\"}",
            "position"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"gtid\": \"nonsense\"}",
            "nonsense"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"position\": \"binlog:9\"}",
            "binlog"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"databases\": [\"a\"]}",
            "databases"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"databases\": \"a\"}",
            "a list of texts"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"latest\": \"yes\"}",
            "is not true or false"),
        (400, "POST", "restores",
            "{\"system\": \"shop\", \"component\": \"documents\", \"target\": \"/tmp/x/y\", \"latest\": true, \"gtid\": \"0-1-9\"}",
            "latest"),
        (400, "POST", "restores/plan", "{\"system\": \"shop\"}", "component"),
        (404, "POST", "restores/plan",
            "{\"system\": \"nosuch\", \"component\": \"documents\", \"target\": \"/tmp/x/y\"}", "nosuch"),
        (400, "GET", "runs?state=happy", null, "happy"),
        (400, "GET", "runs?active=perhaps", null, "active"),
        (404, "GET", "runs/no.such.run", null, "no.such.run"),
        (400, "GET", "runs/BAD_ID", null, "BAD_ID"),
        (404, "GET", "runs/no.such.run/progress", null, "no.such.run"),
        (404, "POST", "runs/no.such.run/cancel", null, "no.such.run"),
    ];

    [Fact]
    public async Task Is_refused_by_status_and_problem_and_changes_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Url, "/api/v1/") };
        http.DefaultRequestHeaders.Add(
            ApiKeyMiddleware.Header, (await File.ReadAllTextAsync(KeyFile(app))).Trim());
        foreach (var (status, method, path, body, named) in Cases)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (body is not null)
            {
                request.Content = new StringContent(
                    body.Replace("{manifest}", app.Manifest(), StringComparison.Ordinal),
                    Encoding.UTF8,
                    "application/json");
            }

            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();

            var shown = $"{method} {path} {body}\n{text}\n{app.Log}";
            Assert.True(status == (int)response.StatusCode, $"{response.StatusCode}: {shown}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            using var problem = JsonDocument.Parse(text);
            Assert.Contains(named, text, StringComparison.Ordinal);
            Assert.NotEmpty(problem.RootElement.GetProperty("code").GetString()!);
            Assert.NotEmpty(problem.RootElement.GetProperty("cause").GetString()!);
            foreach (var inside in (string[])[".NET", "Mesh.", "System.", "deserializ"])
            {
                Assert.False(text.Contains(inside, StringComparison.Ordinal), shown);
            }
        }

        Assert.Equal(1, Assert.Single((await app.Api.ListSystemsAsync(default)).Items).Revision);
        Assert.Empty((await app.Api.ListRunsAsync("", default)).Items);
        Assert.Empty(await app.PointsAsync());
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("X-Api-Key", "wrong")]
    [InlineData("Authorization", "Bearer wrong")]
    [InlineData("Authorization", "Basic d3Jvbmc6")]
    public async Task Without_the_key_nothing_but_health_answers(string? header, string? value)
    {
        await using var app = await TestApp.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Url, "/api/v1/") };
        if (header is not null)
        {
            http.DefaultRequestHeaders.Add(header, value);
        }

        foreach (var path in (string[])[
            "systems", "systems/shop", "points", "runs", "runs/a", "runs/a/progress"])
        {
            using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        using var delete = await http.DeleteAsync(new Uri("systems/shop", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, delete.StatusCode);
        using var health = await http.GetAsync(new Uri("health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Single((await app.Api.ListSystemsAsync(default)).Items);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile(app)));
    }

    private static string KeyFile(TestApp app) => Path.Combine(app.Data, ApiKey.FileName);
}
