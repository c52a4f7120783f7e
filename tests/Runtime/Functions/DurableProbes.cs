using System.Globalization;
using Mesh.Tests.Runtime.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Tests.Runtime.Functions;

public enum Colour
{
    Red,
    Green,
}

public sealed record Order(
    string Name, int Count, Colour Colour, DateTimeOffset At, IReadOnlyList<string> Tags);

public sealed record Receipt(string Text, DateTime Time);

/// <summary>An orchestration with everything that the host gives to it.</summary>
public sealed class DurableProbes(Journal journal)
{
    [Function(nameof(OrderOrchestrator))]
    public static async Task<Receipt> OrderOrchestrator(
        [OrchestrationTrigger] TaskOrchestrationContext context, Order order)
    {
        var packed = await context.CallActivityAsync<Receipt>(
            nameof(Pack), order with { Count = order.Count + 1 });
        await context.CallActivityAsync(nameof(Ship), packed);
        return packed with { Text = packed.Text + " shipped" };
    }

    [Function(nameof(InputlessOrchestrator))]
    public static async Task InputlessOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var order = context.GetInput<Order>();
        await context.CallActivityAsync(nameof(Ship), new Receipt(order!.Name, default));
    }

    [Function(nameof(FailingOrchestrator))]
    public static Task FailingOrchestrator([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(Fail), "because");

    [Function(nameof(Pack))]
    public async Task<Receipt> Pack(
        [ActivityTrigger] Order order, string instanceId, CancellationToken cancellation)
    {
        await Task.Delay(1, cancellation);
        journal.Note($"pack for {instanceId}");
        var at = order.At.ToString("O", CultureInfo.InvariantCulture);
        return new(
            $"{order.Name} {order.Count} {order.Colour} {at} {string.Join('+', order.Tags)}",
            DateTime.UnixEpoch);
    }

    [Function(nameof(Ship))]
    public void Ship([ActivityTrigger] Receipt receipt) => journal.Note($"ship {receipt.Text}");

    [Function(nameof(Fail))]
    public static void Fail([ActivityTrigger] string reason) =>
        throw new ArgumentException($"it fails {reason}");

    [Function("start")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{name}")] HttpRequest request,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation)
    {
        var order = await request.ReadFromJsonAsync<Order>(cancellation);
        var id = await client.ScheduleNewOrchestrationInstanceAsync(name, order, cancellation);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation);
        return TypedResults.Json(
            new { id, status = end.RuntimeStatus.ToString(), end.SerializedOutput, end.FailureDetails });
    }
}
