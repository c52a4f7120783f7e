using Mesh.Durable.Tests.Kit;
using Mesh.Runtime.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Durable.Tests.Crashes;

/// <summary>
/// The process that is killed. <c>work FOLDER</c>: starts orchestrations one after the other until it is
/// killed. <c>finish FOLDER</c>: starts none, waits until all have ended, then stops.
/// </summary>
internal static class Victim
{
    public const string Ready = "ready";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [("work" or "finish") and var verb, var folder])
        {
            Console.Error.WriteLine("usage: work FOLDER | finish FOLDER");
            return 2;
        }

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddDurable(new DurableOptions { DataDirectory = folder }, _ => Functions());
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Ready);
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        if (verb == "work")
        {
            await WorkAsync(client);
        }

        await foreach (var instance in client.GetAllInstancesAsync())
        {
            await client.WaitForInstanceCompletionAsync(instance.InstanceId, CancellationToken.None);
        }

        await host.StopAsync();
        return 0;
    }

    /// <summary>What "Main" makes of its input.</summary>
    public static int Expected(int input) =>
        Enumerable.Range(0, 8).Sum(i => input + i) + (3 * (input + 1)) + 1;

    private static async Task WorkAsync(DurableTaskClient client)
    {
        for (var i = 0; ; i++)
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync("Main", i, CancellationToken.None);
            if (i % 4 == 3)
            {
                await client.WaitForInstanceCompletionAsync(id, CancellationToken.None);
            }
        }
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Activity<int, int>("Same", async (number, cancellation) =>
        {
            await Task.Delay(number % 7, cancellation);
            return number;
        })
        .Orchestrator("Child", async context =>
        {
            var number = context.GetInput<int>();
            var sum = 0;
            for (var i = 0; i < 3; i++)
            {
                sum += await context.CallActivityAsync<int>("Same", number);
            }

            context.SendEvent(context.Parent!.InstanceId, "note", 1);
            await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            return sum;
        })
        .Orchestrator("Main", async context =>
        {
            var input = context.GetInput<int>();
            var fan = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(i => context.CallActivityAsync<int>("Same", input + i)));
            var child = await context.CallSubOrchestratorAsync<int>("Child", input + 1);
            return fan.Sum() + child + await context.WaitForExternalEvent<int>("note");
        });
}
