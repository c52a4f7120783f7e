using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Mesh.Catalog.Runs;
using Mesh.Domain.Errors;
using Mesh.Domain.Runs;
using Mesh.Domain.Spelling;
using Mesh.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runs;

/// <summary>Runs: listed, shown, followed and cancelled.</summary>
public sealed class RunFunctions(RunLog runs, RunReader reader, RunMender mender, TimeProvider time)
{
    // Front ends cut long responses at about four minutes; the client then asks again from where it was.
    private static readonly TimeSpan LongestStream = TimeSpan.FromSeconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    [Function("ListRuns")]
    public Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/runs")] HttpRequest request,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var (system, component) = Api.Scope(request);
            var state = request.Query["state"].ToString();
            var filter = new RunFilter(
                system,
                component,
                State: state.Length == 0 ? null : Words.Read<RunState>(state).OrThrow("bad-query", "state"),
                ActiveOnly: Api.Flag(request, "active"));
            var page = await runs.ListAsync(filter, Api.Page(request), cancellationToken);
            return Api.Ok(ListView<RunView>.Of(page, RunView.Of));
        });

    [Function("GetRun")]
    public Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/runs/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
            Api.Ok(await reader.GetAsync(client, RunId.Parse(id), cancellationToken)));

    /// <summary>Ends a run; what it has moved stays in the vault until it is pruned.</summary>
    [Function("CancelRun")]
    public Task<IResult> Cancel(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "post", Route = "v1/runs/{id}/cancel")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var run = await runs.GetAsync(RunId.Parse(id), cancellationToken);
            if (!RunLife.IsActive(run.State))
            {
                throw new MeshException(
                    "run-not-busy", id, $"it is {Words.Of(run.State)}", "", ExitCode.BadInput);
            }

            if (await client.GetInstanceAsync(id, cancellationToken) is null)
            {
                await mender.CancelUnstartedAsync(run, cancellationToken);
            }
            else
            {
                await client.TerminateInstanceAsync(id, output: "cancelled", cancellationToken);
                await client.WaitForInstanceCompletionAsync(id, cancellationToken);
                await mender.MendAsync(client, run, cancellationToken);
            }

            return Api.Ok(
                await reader.GetAsync(client, run.Id, cancellationToken), StatusCodes.Status202Accepted);
        });

    /// <summary>
    /// A run's state whenever it changes, as server-sent events; the last one is of its end. A client that
    /// was cut off sends <c>Last-Event-ID</c> and is not told again what it knows.
    /// </summary>
    [Function("FollowRun")]
    public Task<IResult> Follow(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", Route = "v1/runs/{id}/progress")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => Api.RunAsync(async () =>
        {
            var run = await runs.GetAsync(RunId.Parse(id), cancellationToken);
            var known = request.Headers["Last-Event-ID"].ToString();
            return TypedResults.ServerSentEvents(EventsAsync(client, run.Id, known, cancellationToken));
        });

    private async IAsyncEnumerable<SseItem<string>> EventsAsync(
        DurableTaskClient client,
        RunId id,
        string known,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && time.GetElapsedTime(began) < LongestStream)
        {
            var run = await reader.GetAsync(client, id, cancellationToken);
            var text = JsonSerializer.Serialize(run, Api.Json);
            var version = EventId(text);
            if (version != known || run.IsOver())
            {
                known = version;
                yield return new SseItem<string>(
                    text, run.IsOver() ? "end" : "progress") { EventId = version };
            }

            if (run.IsOver())
            {
                yield break;
            }

            // A client that goes away ends the stream; for the host, that is no failed function.
            await Task.Delay(Look, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static string EventId(string text) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
