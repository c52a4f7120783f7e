#pragma warning disable CA1822, CA1000 // What is static and what is generic is part of what is tested here.
using Mesh.Tests.Runtime.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Tests.Runtime.Functions;

public sealed record Money(string Name, decimal Amount);

public sealed record Pair(string Name, (int Left, int Right) Sides);

public sealed record Loose(string Name, object Value);

public sealed record Raw(IReadOnlyList<Raw2> Parts);

public sealed record Raw2(byte[] Bytes);

public sealed record Fine(
    string Name, IReadOnlyList<Fine> Children, DateTimeOffset? At, IReadOnlyDictionary<string, long> Counts);

public class TwoNames
{
    [Function("twice")]
    public static IResult One([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        TypedResults.Ok();

    [Function("TWICE")]
    public static IResult Two([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        TypedResults.Ok();
}

public class Overloaded
{
    [Function("overloaded")]
    public static void Run([QueueTrigger("q-1")] string text)
    {
    }

    public static void Run(int number)
    {
    }
}

internal sealed class NotPublic
{
    [Function("notPublic")]
    public static void Run([QueueTrigger("q-1")] string text)
    {
    }
}

public class Outer
{
    public class Nested
    {
        [Function("nested")]
        public static void Run([QueueTrigger("q-1")] string text)
        {
        }
    }
}

public class Generic<T>
{
    [Function("generic")]
    public static void Run([QueueTrigger("q-1")] T text)
    {
    }
}

public class Hidden
{
    [Function("hidden")]
    internal static void Run([QueueTrigger("q-1")] string text)
    {
    }
}

public class BadName
{
    [Function("1 bad name")]
    public static void Run([QueueTrigger("q-1")] string text)
    {
    }
}

public class NoTrigger
{
    [Function("noTrigger")]
    public static void Run(string text)
    {
    }
}

public class TwoTriggers
{
    [Function("twoTriggers")]
    public static void Run([QueueTrigger("q-1")] string text, [TimerTrigger("0 0 0 * * *")] TimerInfo timer)
    {
    }
}

public class WrongTimer
{
    [Function("wrongTimer")]
    public static void Run([TimerTrigger("0 0 0 * * *")] string timer)
    {
    }
}

public class QueueWithResult
{
    [Function("queueWithResult")]
    public static Task<int> Run([QueueTrigger("q-1")] string text) => Task.FromResult(text.Length);
}

public class PlainHttp
{
    [Function("plainHttp")]
    public static Task<Fine> Run([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
        throw new NotSupportedException();
}

public class AdminRoute
{
    [Function("adminRoute")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "Admin/things")] HttpRequest request) =>
        TypedResults.Ok();
}

public class RuntimeRoute
{
    [Function("runtimeRoute")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "runtime")] HttpRequest request) =>
        TypedResults.Ok();
}

public class BadRoute
{
    [Function("badRoute")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id")] HttpRequest request) =>
        TypedResults.Ok();
}

public class ClashingRoutes
{
    [Function("byId")]
    public static IResult One(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x/{id}")] HttpRequest request) =>
        TypedResults.Ok();

    [Function("byName")]
    public static IResult Two(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", "GET", Route = "X/{name}")] HttpRequest request) =>
        TypedResults.Ok();

    [Function("byOtherMethod")]
    public static IResult Three(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "x/{id}")] HttpRequest request) =>
        TypedResults.Ok();
}

public class UnknownParameter
{
    [Function("unknownParameter")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id}")] HttpRequest request, string other) =>
        TypedResults.Ok();
}

public class NumberFromRoute
{
    [Function("numberFromRoute")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "x/{id}")] HttpRequest request, int id) =>
        TypedResults.Ok();
}

public class WrongClient
{
    [Function("wrongClient")]
    public static void Run([QueueTrigger("q-1")] string text, [DurableClient] string client)
    {
    }
}

public class InstanceOrchestrator
{
    [Function("instanceOrchestrator")]
    public Task Run([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;
}

public class NullableInput
{
    [Function("nullableInput")]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, Fine? input) =>
        Task.CompletedTask;
}

public class InterfaceInput
{
    [Function("interfaceInput")]
    public static Task Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, IReadOnlyList<string> input) =>
        Task.CompletedTask;
}

public class ContextInOrchestrator
{
    [Function("contextInOrchestrator")]
    public static Task Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, Fine input, FunctionContext function) =>
        Task.CompletedTask;
}

public class ClientInOrchestrator
{
    [Function("clientInOrchestrator")]
    public static Task Run(
        [OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
        Task.CompletedTask;
}

public class SynchronousOrchestrator
{
    [Function("synchronousOrchestrator")]
    public static string Run([OrchestrationTrigger] TaskOrchestrationContext context) => "done";
}

public class MoneyActivity
{
    [Function("moneyActivity")]
    public static void Run([ActivityTrigger] Money input)
    {
    }
}

public class PairActivity
{
    [Function("pairActivity")]
    public static Pair Run([ActivityTrigger] string input) => throw new NotSupportedException();
}

public class LooseOrchestrator
{
    [Function("looseOrchestrator")]
    public static Task<Loose> Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        throw new NotSupportedException();
}

public class RawActivity
{
    [Function("rawActivity")]
    public static Task<Raw> Run([ActivityTrigger] string input) => throw new NotSupportedException();
}

public class ContextInActivity
{
    [Function("contextInActivity")]
    public static void Run([ActivityTrigger] string input, FunctionContext context)
    {
    }
}

public class ValueTaskActivity
{
    [Function("valueTaskActivity")]
    public static ValueTask<Fine> Run([ActivityTrigger] string input) => throw new NotSupportedException();
}

public class NeedsUnknownService(IDisposable unknown, Journal journal)
{
    [Function("needsUnknownService")]
    public void Run([QueueTrigger("q-1")] string text) => journal.Note($"{text} {unknown}");
}
