using System.Text;
using Mesh.Catalog.Manifests;
using Mesh.Functions.Runs;
using Mesh.Tests.App.Parts;
using Microsoft.AspNetCore.Http;

namespace Mesh.Tests.App.Runs;

/// <summary>Backups asked for while others are active.</summary>
public class BackupRequestTests
{
    [Fact]
    public async Task Beside_a_busy_component_the_others_start_and_the_answer_tells_which()
    {
        await using var bench = await Bench.OpenAsync();
        await bench.BeginAsync("one", "documents");
        var client = new StubDurableClient();

        var (status, answer) = await AskAsync(bench, client, "{\"system\": \"shop\"}");

        Assert.Equal(StatusCodes.Status202Accepted, status);
        var runs = Assert.IsType<RequestedRuns>(answer);
        var started = Assert.Single(runs.Runs);
        Assert.Equal("pictures", started.Component);
        Assert.Equal([started.Id], client.Started.Keys);
        var refused = Assert.Single(runs.Refused);
        Assert.Equal("shop/documents", refused.Component);
        Assert.Contains("'one'", refused.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"system\": \"shop\"}")]
    [InlineData("{\"system\": \"shop\", \"component\": \"documents\"}")]
    public async Task Where_every_component_that_was_asked_for_is_busy_nothing_starts(string body)
    {
        await using var bench = await Bench.OpenAsync();
        await bench.BeginAsync("one", "documents");
        await bench.BeginAsync("two", "pictures");
        var client = new StubDurableClient();

        var (status, _) = await AskAsync(bench, client, body);

        Assert.Equal(StatusCodes.Status409Conflict, status);
        Assert.Empty(client.Started);
    }

    [Fact]
    public async Task What_has_no_data_is_left_out_and_refused_by_its_name()
    {
        await using var bench = await Bench.OpenAsync();
        var site = SystemManifest.Read("""
            apiVersion: mesh/v1
            kind: System
            name: site
            sites: [{name: office}]
            vault: {repository: /srv/vault, password: 'env:P'}
            schedule: {timeZone: UTC, full: 0 * * * *}
            components:
              - {name: documents, kind: files, paths: [/srv]}
              - {name: web, kind: hosts, dependsOn: [documents]}
            """, "site.yaml");
        await bench.Systems.ApplyAsync(site, "test", null, default);
        var client = new StubDurableClient();

        var (_, all) = await AskAsync(bench, client, "{\"system\": \"site\"}");
        var (status, _) = await AskAsync(bench, client, "{\"system\": \"site\", \"component\": \"web\"}");

        Assert.Equal("documents", Assert.Single(Assert.IsType<RequestedRuns>(all).Runs).Component);
        Assert.Equal(StatusCodes.Status400BadRequest, status);
    }

    private static async Task<(int? Status, object? Answer)> AskAsync(
        Bench bench, StubDurableClient client, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var result = await bench.Backups().Request(context.Request, client, default);
        return ((result as IStatusCodeHttpResult)?.StatusCode, (result as IValueHttpResult)?.Value);
    }
}
