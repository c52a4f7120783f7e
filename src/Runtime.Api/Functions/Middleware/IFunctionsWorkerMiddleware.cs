namespace Microsoft.Azure.Functions.Worker.Middleware;

/// <summary>
/// Runs around functions. What lets an orchestration pass must do so without awaiting anything of its own.
/// </summary>
public interface IFunctionsWorkerMiddleware
{
    Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
}
