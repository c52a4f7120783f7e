using System.Reflection;
using Mesh.Runtime.Functions.Discovery;
using Mesh.Runtime.Functions.Invoking;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Runtime.Functions;

/// <summary>Calls the method of a function, on an instance made for this one invocation.</summary>
internal sealed class FunctionCall
{
    private readonly MethodInvoker method;
    private readonly ArgumentSource[] arguments;
    private readonly Func<object?, Task<object?>> awaitResult;
    private readonly Lazy<ObjectFactory>? createInstance;

    public FunctionCall(MethodInfo method, ArgumentSource[] arguments)
    {
        this.method = MethodInvoker.Create(method);
        this.arguments = arguments;
        awaitResult = ReturnedValue.AwaiterFor(method);
        createInstance = method.IsStatic
            ? null
            : new(() => ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes));
    }

    public async Task<object?> RunAsync(Invocation invocation)
    {
        var instance = createInstance?.Value(invocation.InstanceServices, null);
        try
        {
            var values = new object?[arguments.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = arguments[i](invocation);
            }

            return await awaitResult(method.Invoke(instance, values.AsSpan()));
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static ValueTask DisposeAsync(object? instance)
    {
        if (instance is IAsyncDisposable disposable)
        {
            return disposable.DisposeAsync();
        }

        (instance as IDisposable)?.Dispose();
        return ValueTask.CompletedTask;
    }
}
