using System.Text.Json;
using Mesh.Tests.Runtime.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Tests.Runtime.Http;

/// <summary>HTTP functions for the tests; each instance has a number of its own.</summary>
public sealed class HttpProbes(Journal journal) : IDisposable
{
    private static int instances;

    private readonly int number = Interlocked.Increment(ref instances);

    [Function("hello")]
    public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        TypedResults.Text($"hello {request.Query["name"]}");

    [Function("instance")]
    public async Task<IResult> Instance(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
    {
        await Task.Yield();
        return TypedResults.Text(
            $"{number} {context.InvocationId} {request.HttpContext == context.GetHttpContext()}");
    }

    [Function("item")]
    public static IResult Item(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get", "put", Route = "v1/items/{id}/{*rest}")] HttpRequest request,
        string id,
        string? rest) => TypedResults.Text($"{request.Method} {id} {rest}");

    [Function("created")]
    public static IResult Created([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request) =>
        TypedResults.Json(new { Location = request.Path.Value }, statusCode: StatusCodes.Status201Created);

    [Function("missing")]
    public static IResult Missing([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        TypedResults.NotFound();

    [Function("broken")]
    public static IResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new JsonException("a secret detail");

    [Function("slow")]
    public async Task<IResult> Slow(
        [HttpTrigger(
            AuthorizationLevel.Anonymous, "get")] HttpRequest request, CancellationToken cancellation)
    {
        journal.Note("slow begins");
        try
        {
            await journal.GateAsync("slow", cancellation);
            return TypedResults.Text("done");
        }
        catch (OperationCanceledException)
        {
            journal.Note("slow is cancelled");
            throw;
        }
    }

    [Function("endless")]
    public static async Task<IResult> Endless(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, FunctionContext context)
    {
        var stopping =
            context.InstanceServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var response = request.HttpContext.Response;
        await response.WriteAsync("begin", context.CancellationToken);
        await response.Body.FlushAsync(context.CancellationToken);
        var stopped = new TaskCompletionSource();
        await using (stopping.Register(stopped.SetResult))
        {
            await stopped.Task.WaitAsync(context.CancellationToken);
        }

        await response.WriteAsync(" end", context.CancellationToken);
        return Results.Empty;
    }

    public void Dispose() => journal.Note($"disposed {number}");
}
