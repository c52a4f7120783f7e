using System.Reflection;
using System.Text.Json;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Functions.Invoking;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>
/// Says for each parameter of a function where its value comes from; reports those that have no source.
/// </summary>
internal static class ArgumentSources
{
    public static ArgumentSource?[] Of(
        FunctionKind kind, MethodInfo method, ParameterInfo trigger, Action<string> report) =>
        [.. method.GetParameters().Select(parameter =>
        {
            // By place: two hosts that start at once may be given different objects for one parameter.
            var source = parameter.Position == trigger.Position
                ? TriggerValue(kind, parameter.ParameterType)
                : OtherValue(kind, trigger, parameter);
            if (source is null)
            {
                var type = parameter.ParameterType.Name;
                report($"nothing can be given to its parameter '{parameter.Name}' ({type})");
            }

            return source;
        })];

    private static ArgumentSource TriggerValue(FunctionKind kind, Type type) => kind switch
    {
        FunctionKind.Http => invocation => ((HttpContext)invocation.Trigger!).Request,
        FunctionKind.Activity => invocation =>
            ReadJson(((ActivityCall)invocation.Trigger!).SerializedInput ?? "null", type, invocation),
        FunctionKind.Queue when type != typeof(string) => invocation =>
            ReadJson((string)invocation.Trigger!, type, invocation),
        _ => invocation => invocation.Trigger,
    };

    private static ArgumentSource? OtherValue(
        FunctionKind kind, ParameterInfo trigger, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (kind == FunctionKind.Orchestrator)
        {
            return OrchestratorInput(type);
        }

        if (type == typeof(CancellationToken))
        {
            return invocation => invocation.CancellationToken;
        }

        if (kind == FunctionKind.Activity)
        {
            return type == typeof(string) && parameter.Name == "instanceId"
                ? invocation => ((ActivityCall)invocation.Trigger!).InstanceId
                : null;
        }

        if (type == typeof(FunctionContext))
        {
            return invocation => invocation;
        }

        if (parameter.GetCustomAttribute<DurableClientAttribute>() is not null)
        {
            return type == typeof(DurableTaskClient)
                ? invocation => invocation.InstanceServices.GetRequiredService<DurableTaskClient>()
                : null;
        }

        return kind == FunctionKind.Http ? RouteValue(trigger, parameter) : null;
    }

    private static ArgumentSource? RouteValue(ParameterInfo trigger, ParameterInfo parameter)
    {
        var route = trigger.GetCustomAttribute<HttpTriggerAttribute>()!.Route;
        var name = parameter.Name!;
        if (route is null || parameter.ParameterType != typeof(string) || !HttpRoute.Names(route, name))
        {
            return null;
        }

        return invocation =>
            ((HttpContext)invocation.Trigger!).Request.RouteValues.GetValueOrDefault(name) as string;
    }

    private static ArgumentSource OrchestratorInput(Type type)
    {
        var read = typeof(ArgumentSources)
            .GetMethod(nameof(GetInput), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type)
            .CreateDelegate<Func<TaskOrchestrationContext, object?>>();
        return invocation => read((TaskOrchestrationContext)invocation.Trigger!);
    }

    private static object? GetInput<T>(TaskOrchestrationContext context) => context.GetInput<T>();

    private static object ReadJson(string json, Type type, Invocation invocation)
    {
        var options = invocation.InstanceServices.GetRequiredService<IOptions<JsonSerializerOptions>>().Value;
        return JsonSerializer.Deserialize(json, type, options)
            ?? throw new JsonException($"The payload is null where a {type.Name} is expected.");
    }
}
