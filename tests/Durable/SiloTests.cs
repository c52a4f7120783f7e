using Mesh.Durable.Tests.Kit;
using Mesh.Runtime.Durable;
using Mesh.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Durable.Tests;

/// <summary>The engine as the product runs it: in a host, on an Orleans silo.</summary>
public class SiloTests
{
    [Fact]
    public async Task An_orchestration_goes_on_in_the_next_process_where_the_last_one_left_it()
    {
        using var folder = new ScratchFolder();
        var functions = new TestFunctions()
            .Activity<int, int>("Double", number => number * 2)
            .Orchestrator("Work", async context =>
            {
                var first = await context.CallActivityAsync<int>("Double", context.GetInput<int>());
                var added = await context.WaitForExternalEvent<int>("Go");
                await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
                return await context.CallSubOrchestratorAsync<int>("Child", first + added);
            })
            .Orchestrator("Child", async context =>
                await context.CallActivityAsync<int>("Double", context.GetInput<int>()));

        string id;
        using (var first = await StartAsync(folder, functions))
        {
            var client = first.Services.GetRequiredService<DurableTaskClient>();
            id = await client.ScheduleNewOrchestrationInstanceAsync("Work", 4, CancellationToken.None);
            await client.WaitForInstanceStartAsync(id, CancellationToken.None);
            await first.StopAsync();
        }

        using var second = await StartAsync(folder, functions);
        var next = second.Services.GetRequiredService<DurableTaskClient>();
        await next.RaiseEventAsync(id, "go", 2);
        var end = await next.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)
            .WaitAsync(TimeSpan.FromSeconds(60));
        await second.StopAsync();

        Assert.Equal(20, end.ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_thousand_activities_fan_out_and_in()
    {
        using var folder = new ScratchFolder();
        var functions = new TestFunctions()
            .Activity<int, int>("Same", number => number)
            .Orchestrator("Fan", async context =>
            {
                var calls = Enumerable.Range(0, 1000).Select(i => context.CallActivityAsync<int>("Same", i));
                return (await Task.WhenAll(calls)).Sum();
            });
        using var host = await StartAsync(folder, functions);
        var client = host.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync("Fan", CancellationToken.None);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)
            .WaitAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();

        Assert.Equal(499_500, end.ReadOutputAs<int>());
    }

    private static async Task<IHost> StartAsync(ScratchFolder folder, IDurableFunctions functions)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConsole();
        builder.AddDurable(new DurableOptions { DataDirectory = folder.FullPath }, _ => functions);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
