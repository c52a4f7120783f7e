using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Support;

namespace Mesh.Tests.Runtime.Http;

public sealed class HttpTests : IAsyncLifetime, IDisposable
{
    private readonly ScratchFolder folder = new();
    private RunningHost host = null!;

    public async Task InitializeAsync() => host = await RunningHost.StartAsync(folder, [typeof(HttpProbes)]);

    [Fact]
    public async Task A_function_without_a_route_answers_under_its_name() =>
        Assert.Equal("hello Ada", await GetAsync("/api/hello?name=Ada"));

    [Fact]
    public async Task Route_values_reach_parameters_of_their_name()
    {
        Assert.Equal("GET 7 a/b", await GetAsync("/api/v1/items/7/a/b"));
        using var answer = await host.Client.PutAsync(new Uri("/api/v1/items/8", UriKind.Relative), null);
        Assert.Equal("PUT 8 ", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_invocation_has_an_instance_of_its_own_that_is_disposed()
    {
        var first = (await GetAsync("/api/instance")).Split(' ');
        var second = (await GetAsync("/api/instance")).Split(' ');
        Assert.NotEqual(first[0], second[0]);
        Assert.NotEqual(first[1], second[1]);
        Assert.Equal("True", first[2]);
        Assert.Equal([$"disposed {first[0]}", $"disposed {second[0]}"], await host.Journal.NextAsync(2));
    }

    [Fact]
    public async Task The_status_and_body_of_a_result_are_sent()
    {
        using var answer = await host.Client.PostAsync(new Uri("/api/created", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("/api/created", body.GetProperty("location").GetString());
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem_with_status_404()
    {
        var problem = await ProblemAsync(HttpMethod.Get, "/api/nothing", HttpStatusCode.NotFound);
        Assert.Equal("There is nothing at this address.", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_function_that_answers_404_keeps_its_own_body()
    {
        using var answer = await host.Client.GetAsync(new Uri("/api/missing", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_wrong_method_is_a_problem_that_names_the_right_ones()
    {
        var problem = await ProblemAsync(
            HttpMethod.Delete, "/api/v1/items/7", HttpStatusCode.MethodNotAllowed);
        Assert.Equal("Allowed: GET, PUT", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task An_unhandled_error_is_a_problem_without_its_details_which_the_log_has()
    {
        var problem = await ProblemAsync(HttpMethod.Get, "/api/broken", HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            && line.Contains("broken", StringComparison.Ordinal)
            && line.Contains("a secret detail", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_the_function()
    {
        using var gone = new CancellationTokenSource();
        var call = host.Client.GetAsync(new Uri("/api/slow", UriKind.Relative), gone.Token);
        Assert.Equal("slow begins", await host.Journal.NextAsync());
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal("slow is cancelled", await host.Journal.NextAsync());
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    private Task<string> GetAsync(string path) => host.Client.GetStringAsync(new Uri(path, UriKind.Relative));

    private async Task<JsonElement> ProblemAsync(HttpMethod method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await host.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
