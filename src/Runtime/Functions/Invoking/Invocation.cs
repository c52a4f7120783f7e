using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Runtime.Functions.Invoking;

/// <summary>
/// One invocation, with a scope of services that is made when first asked for: a replayed
/// orchestrator never does.
/// </summary>
internal sealed class Invocation(
    FunctionEntry function,
    string id,
    object? trigger,
    IServiceProvider services,
    CancellationToken cancellation) : FunctionContext, IAsyncDisposable
{
    private AsyncServiceScope? scope;
    private IServiceProvider? instanceServices;
    private IDictionary<object, object>? items;

    public FunctionEntry Function => function;

    /// <summary>
    /// What triggered it: HttpContext, TimerInfo, message text, orchestration context, activity call.
    /// </summary>
    public object? Trigger => trigger;

    public object? Result { get; private set; }

    public override string InvocationId => id;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override CancellationToken CancellationToken => cancellation;

    public override IDictionary<object, object> Items
    {
        get => items ??= new Dictionary<object, object>();
        set => items = value;
    }

    public override IServiceProvider InstanceServices
    {
        get => instanceServices ??= OpenScope();
        set => instanceServices = value;
    }

    /// <summary>The end of the pipeline: the function itself.</summary>
    public async Task RunFunctionAsync() => Result = await function.Call.RunAsync(this);

    public ValueTask DisposeAsync() => scope?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IServiceProvider OpenScope()
    {
        scope ??= services.CreateAsyncScope();
        return scope.Value.ServiceProvider;
    }
}
