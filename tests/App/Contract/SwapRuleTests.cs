using System.Reflection;
using Mesh.Activities.Runs;
using Mesh.Functions;
using Mesh.Functions.Access;
using Mesh.Orchestrations.Backups;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Tests.App.Contract;

/// <summary>What one source must respect to run on both hosts, as far as it shows in its types.</summary>
public sealed class SwapRuleTests
{
    private static readonly Assembly[] App =
        [typeof(AppWiring).Assembly, typeof(FinishRunActivity).Assembly, typeof(BackupOrchestrator).Assembly];

    private static IEnumerable<MethodInfo> Functions => App
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    [Fact]
    public void Functions_are_public_methods_of_public_top_level_classes_each_with_a_name_of_its_own()
    {
        Assert.All(Functions, method =>
        {
            Assert.True(method.IsPublic, $"{method.DeclaringType}.{method.Name}");
            Assert.True(
                method.DeclaringType!.IsPublic
                    && !method.DeclaringType.IsGenericType, $"{method.DeclaringType}");
            Assert.Single(method.DeclaringType.GetMethods(), other => other.Name == method.Name);
        });
        Assert.Distinct(Functions.Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name));
    }

    [Fact]
    public void Http_functions_return_nothing_but_results()
    {
        var http = Functions.Where(method => Has<HttpTriggerAttribute>(method)).ToList();
        Assert.NotEmpty(http);
        Assert.All(http, method => Assert.True(
            method.ReturnType == typeof(Task<IResult>) || method.ReturnType == typeof(IResult), method.Name));
    }

    [Fact]
    public void Routes_do_not_begin_with_what_the_host_keeps_for_itself() => Assert.All(
        Functions.SelectMany(method => method.GetParameters())
            .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
            .OfType<HttpTriggerAttribute>(),
        trigger =>
        {
            Assert.StartsWith("v1/", trigger.Route, StringComparison.Ordinal);
            Assert.Equal(AuthorizationLevel.Anonymous, trigger.AuthLevel);
        });

    [Fact]
    public void Orchestrators_are_static_and_take_one_concrete_input_beside_their_context()
    {
        var orchestrators = Functions.Where(method => Has<OrchestrationTriggerAttribute>(method)).ToList();
        Assert.NotEmpty(orchestrators);
        Assert.All(orchestrators, method =>
        {
            Assert.True(method.IsStatic, method.Name);
            var parameters = method.GetParameters();
            Assert.Equal(2, parameters.Length);
            Assert.Equal(typeof(TaskOrchestrationContext), parameters[0].ParameterType);
            Assert.True(parameters[1].ParameterType is { IsClass: true, IsSealed: true, IsAbstract: false });
        });
    }

    [Fact]
    public void Payloads_are_sealed_records_of_values_that_every_serializer_writes_alike()
    {
        var payloads = new HashSet<Type>();
        foreach (var method in Functions.Where(method =>
            Has<ActivityTriggerAttribute>(method) || Has<OrchestrationTriggerAttribute>(method)
            || Has<QueueTriggerAttribute>(method)))
        {
            foreach (var parameter in method.GetParameters().Where(IsPayload))
            {
                Collect(parameter.ParameterType, payloads, $"{method.Name}.{parameter.Name}");
            }

            if (method.ReturnType.IsGenericType)
            {
                Collect(method.ReturnType.GetGenericArguments()[0], payloads, method.Name);
            }
        }

        Assert.Contains(typeof(BackupInput), payloads);
    }

    [Fact]
    public void Middleware_lets_everything_but_http_pass_untouched()
    {
        var queue = new StubContext("queueTrigger");
        Assert.False(ApiKeyMiddleware.AppliesTo(queue));
        Assert.False(ApiKeyMiddleware.AppliesTo(new StubContext("orchestrationTrigger")));
        Assert.True(ApiKeyMiddleware.AppliesTo(new StubContext("httpTrigger")));
    }

    private static bool Has<T>(MethodInfo method)
        where T : Attribute =>
        method.GetParameters().Any(parameter => parameter.GetCustomAttribute<T>() is not null);

    private static bool IsPayload(ParameterInfo parameter) =>
        parameter.ParameterType.Namespace!.StartsWith("Mesh.", StringComparison.Ordinal);

    private static void Collect(Type type, HashSet<Type> seen, string where)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            Array.ForEach(type.GetGenericArguments(), argument => Collect(argument, seen, where));
            return;
        }

        if (type.IsPrimitive
            || type == typeof(string) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan))
        {
            return;
        }

        Assert.False(
            type == typeof(decimal)
                || type == typeof(object) || type.IsInterface || type.IsArray || type.IsAbstract
                || (type.FullName ?? "").StartsWith("System.ValueTuple", StringComparison.Ordinal),
            $"{where}: {type}");
        Assert.True(type.Namespace!.StartsWith("Mesh.", StringComparison.Ordinal), $"{where}: {type}");
        Assert.True(
            type is { IsSealed: true, IsPublic: true }, $"{where}: {type} is not a public sealed record");
        if (seen.Add(type))
        {
            foreach (var property in type.GetProperties())
            {
                Collect(property.PropertyType, seen, $"{type.Name}.{property.Name}");
            }
        }
    }
}
