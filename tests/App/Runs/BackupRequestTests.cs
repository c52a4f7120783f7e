using System.Text;
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

    private static async Task<(int? Status, object? Answer)> AskAsync(
        Bench bench, StubDurableClient client, string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        var result = await bench.Backups().Request(context.Request, client, default);
        return ((result as IStatusCodeHttpResult)?.StatusCode, (result as IValueHttpResult)?.Value);
    }
}
