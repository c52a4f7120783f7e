using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>What a function of each kind must look like so that it runs on every host.</summary>
internal static class TriggerRules
{
    public static void Check(
        FunctionKind kind, MethodInfo method, ParameterInfo trigger, Action<string> report)
    {
        switch (kind)
        {
            case FunctionKind.Http:
                CheckHttp(method, trigger, report);
                break;
            case FunctionKind.Timer:
                RequireType(trigger, typeof(TimerInfo), report);
                RequireNoResult(method, report);
                break;
            case FunctionKind.Queue:
                RequireNoResult(method, report);
                break;
            case FunctionKind.Orchestrator:
                CheckOrchestrator(method, trigger, report);
                break;
            case FunctionKind.Activity:
                CheckActivity(method, trigger, report);
                break;
        }
    }

    private static void CheckHttp(MethodInfo method, ParameterInfo trigger, Action<string> report)
    {
        RequireType(trigger, typeof(HttpRequest), report);
        if (!typeof(IResult).IsAssignableFrom(ReturnedValue.TypeOf(method)))
        {
            report("an HTTP function returns IResult or Task<IResult>");
        }

        var route = trigger.GetCustomAttribute<HttpTriggerAttribute>()!.Route?.TrimStart('/') ?? string.Empty;
        if (HttpRoute.FindProblem(route) is { } problem)
        {
            report($"the route '{route}' cannot be read: {problem}");
        }

        var first = route.Split('/')[0];
        if (first.StartsWith("admin", StringComparison.OrdinalIgnoreCase)
            || first.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
        {
            report(
                $"the route '{route}' begins with 'admin' or 'runtime', which are the Functions host's own");
        }
    }

    private static void CheckOrchestrator(MethodInfo method, ParameterInfo trigger, Action<string> report)
    {
        RequireType(trigger, typeof(TaskOrchestrationContext), report);
        if (!method.IsStatic)
        {
            report("an orchestrator is a static method (nothing is injected)");
        }

        if (!typeof(Task).IsAssignableFrom(method.ReturnType))
        {
            report("an orchestrator returns Task or Task<T>");
        }

        var inputs = method.GetParameters()
            .Where(parameter => parameter.Position != trigger.Position).ToList();
        if (inputs.Count > 1)
        {
            report(
                "an orchestrator has its context and at most one input; other bindings do not exist there");
        }

        foreach (var input in inputs)
        {
            CheckOrchestratorInput(input, report);
        }

        CheckPayload("its result", ReturnedValue.TypeOf(method), report);
    }

    private static void CheckOrchestratorInput(ParameterInfo input, Action<string> report)
    {
        var type = input.ParameterType;
        var nullable = Nullable.GetUnderlyingType(type) is not null
            || new NullabilityInfoContext().Create(input).WriteState == NullabilityState.Nullable;
        if (nullable || type.IsInterface || type.IsAbstract || type == typeof(object))
        {
            report(
                $"the input '{input.Name}' is one exact, concrete, non-nullable type (others arrive as null)");
        }
        else
        {
            CheckPayload($"the input '{input.Name}'", type, report);
        }
    }

    private static void CheckActivity(MethodInfo method, ParameterInfo trigger, Action<string> report)
    {
        var type = method.ReturnType;
        if (type == typeof(ValueTask) || ReturnedValue.IsValueTask(type))
        {
            report("an activity returns Task, Task<T>, a value or nothing");
        }

        CheckPayload($"the input '{trigger.Name}'", trigger.ParameterType, report);
        CheckPayload("its result", ReturnedValue.TypeOf(method), report);
    }

    private static void CheckPayload(string subject, Type? type, Action<string> report)
    {
        if (type is not null && PayloadRules.FindProblem(type) is { } problem)
        {
            report($"{subject}: {problem}");
        }
    }

    private static void RequireType(ParameterInfo trigger, Type type, Action<string> report)
    {
        if (trigger.ParameterType != type)
        {
            report($"the parameter '{trigger.Name}' of this trigger is a {type.Name}");
        }
    }

    private static void RequireNoResult(MethodInfo method, Action<string> report)
    {
        if (method.ReturnType != typeof(Task) && method.ReturnType != typeof(void))
        {
            report("a function of this trigger returns Task or nothing");
        }
    }
}
