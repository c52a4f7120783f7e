using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
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
    /// <summary>The token is cancelled too when a stop of the host has waited long enough.</summary>
    public async Task<object?> InvokeAsync(
        FunctionEntry function, object? trigger, CancellationToken cancellation)
    {
        active.Enter();
        try
        {
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, active.Cancelled);
            await using var invocation = new Invocation(function, ids.Next(), trigger, services, linked.Token);
            if (trigger is HttpContext http)
            {
                invocation.Items[FunctionContextExtensions.HttpContextItem] = http;
            }

            using var scope = logger.BeginScope(
                "{Function} {InvocationId}", function.Name, invocation.InvocationId);
            await pipeline(invocation);
            return invocation.Result;
        }
        finally
        {
            active.Leave();
        }
    }

    /// <summary>
    /// Runs or replays an orchestrator on the caller's context, which the engine owns: no await here may leave it.
    /// A turn is not counted as active: the engine ends its turns itself.
    /// </summary>
    public async Task<object?> InvokeOrchestratorAsync(FunctionEntry function, TaskOrchestrationContext context)
    {
        await using var invocation = new Invocation(
            function, context.InstanceId, context, services, CancellationToken.None);
        await pipeline(invocation);
        return invocation.Result;
    }
}
