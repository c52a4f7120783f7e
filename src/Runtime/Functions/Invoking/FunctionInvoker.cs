using Mesh.Runtime.Durable;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Functions.Invoking;

/// <summary>Runs functions through the app's middleware.</summary>
internal sealed class FunctionInvoker(
    FunctionExecutionDelegate pipeline,
    IServiceProvider services,
    ActiveInvocations active,
    InvocationIds ids,
    ILogger<FunctionInvoker> logger)
{
    /// <summary>
    /// Runs a function that a stop of the host waits for; when that takes too long its token is
    /// cancelled too.
    /// </summary>
    public async Task<object?> InvokeAsync(
        FunctionEntry function, object? trigger, CancellationToken cancellation)
    {
        active.Enter();
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(
                cancellation, active.Cancelled);
            return await RunAsync(function, trigger, linked.Token);
        }
        finally
        {
            active.Leave();
        }
    }

    /// <summary>Runs an activity. The engine counts and cancels its activities itself.</summary>
    public Task<object?> InvokeActivityAsync(
        FunctionEntry function, ActivityCall call, CancellationToken cancellation) =>
        RunAsync(function, call, cancellation);

    /// <summary>
    /// Runs or replays an orchestrator on the caller's context, which the engine owns: no await
    /// here may leave it.
    /// </summary>
    public async Task<object?> InvokeOrchestratorAsync(
        FunctionEntry function, TaskOrchestrationContext context)
    {
        await using var invocation = new Invocation(
            function, context.InstanceId, context, services, CancellationToken.None);
        await pipeline(invocation);
        return invocation.Result;
    }

    private async Task<object?> RunAsync(
        FunctionEntry function, object? trigger, CancellationToken cancellation)
    {
        await using var invocation = new Invocation(function, ids.Next(), trigger, services, cancellation);
        if (trigger is HttpContext http)
        {
            invocation.Items[FunctionContextExtensions.HttpContextItem] = http;
        }

        using var scope = logger.BeginScope(
            "{Function} {InvocationId}", function.Name, invocation.InvocationId);
        await pipeline(invocation);
        return invocation.Result;
    }
}
