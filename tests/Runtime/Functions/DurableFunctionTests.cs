using System.Net.Http.Json;
using System.Text.Json;
using Mesh.Runtime.Hosting;
using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Tests.Runtime.Functions;

/// <summary>Orchestrators and activities as functions, on a whole host.</summary>
public sealed class DurableFunctionTests : IDisposable
{
    private static readonly Order Order =
        new("book", 2, Colour.Green, new DateTimeOffset(
            2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(2)), ["a", "b"]);

    private readonly ScratchFolder folder = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task An_orchestration_gets_its_input_and_its_activities_results(bool lossy, bool drop)
    {
        await using var host = await StartAsync(options => options with
        {
            LossyResults = lossy,
            DropAfterEveryTurn = drop,
        });
        var end = await RunAsync(host, "OrderOrchestrator");
        var text = "book 3 Green 2026-03-01T10:00:00.0000000+02:00 a+b";
        Assert.Equal("Completed", end.GetProperty("status").GetString());
        Assert.Equal(
            $$"""{"Text":"{{text}} shipped","Time":"1970-01-01T00:00:00Z"}""",
            end.GetProperty(
                "serializedOutput").GetString()!.Replace("\\u002B", "+", StringComparison.Ordinal));
        Assert.Equal(
            [$"pack for {end.GetProperty("id").GetString()}", $"ship {text}"], await host.Journal.NextAsync(
                2));
    }

    [Fact]
    public async Task An_orchestrator_without_an_input_parameter_can_ask_for_its_input()
    {
        await using var host = await StartAsync();
        var end = await RunAsync(host, "inputlessorchestrator");
        Assert.Equal("Completed", end.GetProperty("status").GetString());
        Assert.Equal("ship book", await host.Journal.NextAsync());
    }

    [Fact]
    public async Task An_activity_that_throws_fails_the_orchestration_with_its_type_and_message()
    {
        await using var host = await StartAsync();
        var end = await RunAsync(host, "FailingOrchestrator");
        Assert.Equal("Failed", end.GetProperty("status").GetString());
        var failure = end.GetProperty("failureDetails");
        Assert.Equal(
            "Microsoft.DurableTask.TaskFailedException", failure.GetProperty("errorType").GetString());
        Assert.EndsWith(
            "failed with an unhandled exception: it fails because",
            failure.GetProperty("errorMessage").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(
            "System.ArgumentException", failure.GetProperty(
                "innerFailure").GetProperty("errorType").GetString());
    }

    [Fact]
    public async Task The_apps_serializer_options_hold_for_payloads_and_results()
    {
        await using var host = await RunningHost.StartAsync(
            folder,
            [typeof(DurableProbes)],
            configure: app => app.Services.Configure<JsonSerializerOptions>(json =>
                json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper));
        var end = await RunAsync(host, "OrderOrchestrator");
        Assert.StartsWith(
            "{\"TEXT\":\"book 3 Green",
            end.GetProperty("serializedOutput").GetString(),
            StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningHost> StartAsync(Func<MeshHostOptions, MeshHostOptions>? change = null) =>
        RunningHost.StartAsync(folder, [typeof(DurableProbes)], change);

    private static async Task<JsonElement> RunAsync(RunningHost host, string name)
    {
        using var answer = await host.Client.PostAsJsonAsync($"/api/start/{name}", Order);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }
}
