using Mesh.Tests.Kit;
using Mesh.Tests.Runtime.Http;
using Mesh.Tests.Runtime.Queues;
using Mesh.Tests.Runtime.Support;
using Mesh.Runtime.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Tests.Runtime.Functions;

public sealed class MiddlewareTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    [Fact]
    public async Task Middleware_runs_around_functions_the_first_added_outermost()
    {
        await using var host = await StartAsync(app => app.UseMiddleware<Outer>().UseMiddleware<Inner>());
        Assert.Equal(
            "hello Ada", await host.Client.GetStringAsync(new Uri("/api/hello?name=Ada", UriKind.Relative)));
        Assert.Equal(
            ["outer in hello httpTrigger", "inner in", "inner out", "outer out"],
            await host.Journal.NextAsync(4));
    }

    [Fact]
    public async Task Middleware_can_answer_instead_of_the_function()
    {
        await using var host = await StartAsync(app => app.UseMiddleware<Refusal>());
        using var answer = await host.Client.GetAsync(new Uri("/api/hello", UriKind.Relative));
        Assert.Equal(418, (int)answer.StatusCode);
        Assert.Equal("no", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_acts_only_when_its_condition_holds()
    {
        await using var host = await StartAsync(app => app.UseWhen<Refusal>(context =>
            context.FunctionDefinition.InputBindings.Values.Any(binding => binding.Type == "httpTrigger")));
        await host.Get<IQueueTransport>().SendAsync("probes-text", "hello", TimeSpan.Zero, default);
        Assert.Equal("text hello", await host.Journal.NextAsync());
        using var answer = await host.Client.GetAsync(new Uri("/api/hello", UriKind.Relative));
        Assert.Equal(418, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Middleware_and_function_share_items_and_the_services_of_the_invocation()
    {
        await using var host = await StartAsync(app =>
        {
            app.Services.AddScoped<Box>();
            app.UseMiddleware<BoxFiller>();
        });
        await host.Client.GetStringAsync(new Uri("/api/hello", UriKind.Relative));
        await host.Client.GetStringAsync(new Uri("/api/hello", UriKind.Relative));
        Assert.Equal(["box 1 True", "box 1 True"], await host.Journal.NextAsync(2));
    }

    [Fact]
    public async Task An_orchestration_runs_through_middleware_that_lets_it_pass()
    {
        await using var host = await RunningHost.StartAsync(
            folder, [typeof(DurableProbes)], configure: app => app.UseMiddleware<PassOrchestrations>());
        using var order = new StringContent(
            """{"name":"n","count":1,"at":"2026-01-01T00:00:00Z","tags":[]}""", null, "application/json");
        using var answer = await host.Client.PostAsync(
            new Uri("/api/start/OrderOrchestrator", UriKind.Relative), order);
        Assert.Contains("Completed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Task<RunningHost> StartAsync(Action<IFunctionsWorkerApplicationBuilder> configure) =>
        RunningHost.StartAsync(
            folder,
            [typeof(HttpProbes), typeof(QueueProbes)],
            options => options with { Settings = name => name == "PROBES" ? "probes" : null },
            configure);

    private sealed class Outer(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            var trigger = context.FunctionDefinition.InputBindings["request"].Type;
            journal.Note($"outer in {context.FunctionDefinition.Name} {trigger}");
            await next(context);
            journal.Note("outer out");
        }
    }

    private sealed class Inner(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            journal.Note("inner in");
            await next(context);
            journal.Note("inner out");
        }
    }

    private sealed class Refusal : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            var http = context.GetHttpContext()!;
            http.Response.StatusCode = 418;
            return http.Response.WriteAsync("no");
        }
    }

    private sealed class Box
    {
        public int Count { get; set; }
    }

    private sealed class BoxFiller(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            var box = context.InstanceServices.GetRequiredService<Box>();
            box.Count++;
            context.Items["box"] = box;
            await next(context);
            journal.Note(
                $"box {box.Count} {context.Items["box"] == context.InstanceServices.GetRequiredService<Box>()}");
        }
    }

    private sealed class PassOrchestrations : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => next(context);
    }
}
