using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mesh.Activities.Runs;
using Mesh.Functions;
using Mesh.Functions.Access;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Runbooks;
using Mesh.Tests.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Mesh.Tests.App.Contract;

/// <summary>What one source must respect to run on both hosts, as far as it shows in its types.</summary>
public sealed class SwapRuleTests
{
    private static readonly Assembly[] App =
        [typeof(AppWiring).Assembly, typeof(FinishRunActivity).Assembly, typeof(BackupOrchestrator).Assembly];

    private static IEnumerable<MethodInfo> Functions => App.SelectMany(FunctionsOf);

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
            Assert.True(method.ReturnType is { IsGenericType: true }, $"{method.Name} has no result");
        });
    }

    [Fact]
    public void Activities_are_methods_of_an_instance_that_take_one_record_and_return_one()
    {
        var activities = Functions.Where(method => Has<ActivityTriggerAttribute>(method)).ToList();
        Assert.NotEmpty(activities);
        Assert.All(activities, method =>
        {
            var where = $"{method.DeclaringType}.{method.Name}";
            Assert.False(method.IsStatic, where);
            Assert.True(IsRecord(Assert.Single(method.GetParameters(), IsPayload).ParameterType), where);
            Assert.All(method.GetParameters().Where(parameter => !IsPayload(parameter)), parameter =>
                Assert.True(
                    parameter.ParameterType == typeof(CancellationToken)
                        || (parameter.ParameterType == typeof(string) && parameter.Name == "instanceId"),
                    $"{where} takes {parameter}"));
            Assert.True(
                method.ReturnType is { IsGenericType: true } task
                    && task.GetGenericTypeDefinition() == typeof(Task<>)
                    && IsRecord(task.GetGenericArguments()[0]),
                $"{where} returns {method.ReturnType}");
        });
    }

    [Fact]
    public void Functions_stand_in_projects_that_the_app_itself_refers_to()
    {
        var project = XDocument.Load(Path.Combine(RepositoryRoot.FullPath, "src/Functions/Functions.csproj"));
        var direct = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
            .Append("Functions")
            .Select(name => $"Mesh.{name}")
            .ToHashSet();

        var holders = Functions.SelectMany(method =>
                method.GetParameters().Where(IsPayload).Select(parameter => parameter.ParameterType)
                    .Append(method.DeclaringType!))
            .Select(type => type.Assembly.GetName().Name!)
            .Distinct();

        Assert.All(holders, name => Assert.Contains(name, direct));
        Assert.All(
            Directory.EnumerateFiles(AppContext.BaseDirectory, "Mesh.*.dll").Select(Assembly.LoadFrom)
                .Where(assembly => FunctionsOf(assembly).Any()),
            assembly => Assert.Contains(assembly, App));
    }

    [Fact]
    public void What_durable_calls_and_events_carry_is_such_a_payload_too()
    {
        string[] carriers =
        [
            "CallActivityAsync", "CallSubOrchestratorAsync", "WaitForExternalEvent", "GetInput", "ReadInputAs",
            "ReadOutputAs", "ReadCustomStatusAs",
        ];

        var seen = new HashSet<Type>();
        foreach (var method in App.SelectMany(CompiledCode.GenericCalls)
            .Where(method => carriers.Contains(method.Name)))
        {
            Assert.All(method.GetGenericArguments(), type => Collect(type, seen, $"{method.Name}<{type}>"));
        }

        Assert.Contains(typeof(RunbookStatus), seen);
        Assert.Contains(typeof(RunbookReport), seen);
    }

    [Fact]
    public void Nothing_is_used_that_only_one_of_the_hosts_has()
    {
        // The first are refused by the function-side client or context, the second are empty in Azure.
        string[] refused =
        [
            "RestartAsync", "RewindInstanceAsync", "GetOrchestrationHistoryAsync", "ListInstanceIdsAsync",
            "get_Version", "get_Properties",
            "get_InnerFailure", "IsCausedBy",
        ];
        foreach (var member in App.SelectMany(CompiledCode.MembersUsed))
        {
            var owner = member.DeclaringType!;
            Assert.False(
                owner.FullName!.StartsWith("Microsoft.DurableTask.", StringComparison.Ordinal)
                    && refused.Contains(member.Name),
                $"{owner}.{member.Name}");
            Assert.False(
                owner.Assembly.GetName().Name == "Microsoft.AspNetCore.Routing"
                    && member.Name.StartsWith("Map", StringComparison.Ordinal),
                $"{owner}.{member.Name}: endpoints are HTTP functions");
        }

        Assert.Contains(App.SelectMany(CompiledCode.MembersUsed), member => member.Name == "SetCustomStatus");
    }

    [Fact]
    public void Settings_of_triggers_are_in_the_list_of_what_the_host_itself_reads()
    {
        var document = File.ReadAllLines(Path.Combine(RepositoryRoot.FullPath, "docs/AZURE.md"));
        var settings = Functions.SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes())
            .SelectMany(attribute => attribute switch
            {
                QueueTriggerAttribute queue => [queue.QueueName, $"%{queue.Connection ?? "AzureWebJobsStorage"}%"],
                TimerTriggerAttribute timer => [timer.Schedule],
                _ => Array.Empty<string>(),
            })
            .SelectMany(text => Regex.Matches(text, "%([^%]+)%").Select(match => match.Groups[1].Value))
            .ToHashSet();

        Assert.Contains("MESH_MOVEMENTS_QUEUE", settings);
        Assert.All(settings, name => Assert.Contains(
            document, line => line.StartsWith($"| `{name}` | host", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_both_hosts_must_do_alike_is_said_in_the_file_that_both_read()
    {
        using var host = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.FullPath, "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");

        Assert.Equal("api", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.All(
            ["maxPollingInterval", "visibilityTimeout", "batchSize", "newBatchThreshold", "maxDequeueCount"],
            name => extensions.GetProperty("queues").GetProperty(name));
        Assert.Equal("base64", extensions.GetProperty("queues").GetProperty("messageEncoding").GetString());
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

    private static IEnumerable<MethodInfo> FunctionsOf(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
            | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null);

    private static bool Has<T>(MethodInfo method)
        where T : Attribute =>
        method.GetParameters().Any(parameter => parameter.GetCustomAttribute<T>() is not null);

    private static bool IsPayload(ParameterInfo parameter) =>
        parameter.ParameterType.Namespace!.StartsWith("Mesh.", StringComparison.Ordinal);

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

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
