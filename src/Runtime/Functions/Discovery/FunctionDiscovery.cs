using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Mesh.Domain.Errors;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Mesh.Runtime.Functions.Discovery;

/// <summary>
/// Finds the functions of the app. What the Functions host of Azure would skip in silence or fail on at run
/// time is refused here at start-up, with the function and the broken rule named.
/// </summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags DeclaredMethods = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static FunctionTable Discover(IEnumerable<Assembly> assemblies) =>
        Discover(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));

    public static FunctionTable Discover(IEnumerable<Type> types)
    {
        var problems = new List<string>();
        var found = new List<FunctionEntry>();
        foreach (var method in types.SelectMany(type => type.GetMethods(DeclaredMethods)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute)
            {
                var before = problems.Count;
                var entry = Read(
                    method, attribute.Name, problem => problems.Add(Describe(method, attribute, problem)));
                if (problems.Count == before && entry is not null)
                {
                    found.Add(entry);
                }
            }
        }

        problems.AddRange(Duplicates(found));
        return problems.Count == 0 ? new(found) : throw new MeshException(
            "bad-function", "functions", string.Join('\n', problems), exitCode: ExitCode.BadInput);
    }

    private static FunctionEntry? Read(MethodInfo method, string name, Action<string> report)
    {
        CheckPlace(method, name, report);
        var triggers = method.GetParameters()
            .Where(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
            .ToList();
        if (triggers.Count != 1)
        {
            report($"a function has exactly one trigger, this one has {triggers.Count}");
            return null;
        }

        var trigger = triggers[0].GetCustomAttribute<TriggerBindingAttribute>()!;
        if (KindOf(trigger) is not { } kind)
        {
            report($"the trigger {trigger.GetType().Name} is not known");
            return null;
        }

        TriggerRules.Check(kind, method, triggers[0], report);
        var arguments = ArgumentSources.Of(kind, method, triggers[0], report);
        if (arguments.Contains(null))
        {
            return null;
        }

        return new FunctionEntry
        {
            Name = name,
            Kind = kind,
            Method = method,
            Trigger = trigger,
            Definition = new DiscoveredFunction(name, BindingsOf(method)),
            Call = new FunctionCall(method, arguments!),
        };
    }

    private static void CheckPlace(MethodInfo method, string name, Action<string> report)
    {
        var type = method.DeclaringType!;
        if (!NamePattern().IsMatch(name))
        {
            report("a function's name starts with a letter and has letters, digits, '-' and '_' only");
        }

        if (!type.IsPublic || type.IsNested || type.IsGenericType)
        {
            report("a class with functions is public, at top level and not generic");
        }

        if (!method.IsPublic || method.IsGenericMethod)
        {
            report("a function is a public method and not generic");
        }

        if (type.GetMethods(DeclaredMethods).Count(other => other.Name == method.Name) > 1)
        {
            report("a function's method has no overloads");
        }
    }

    private static FunctionKind? KindOf(TriggerBindingAttribute trigger) => trigger switch
    {
        HttpTriggerAttribute => FunctionKind.Http,
        TimerTriggerAttribute => FunctionKind.Timer,
        QueueTriggerAttribute => FunctionKind.Queue,
        OrchestrationTriggerAttribute => FunctionKind.Orchestrator,
        ActivityTriggerAttribute => FunctionKind.Activity,
        _ => null,
    };

    private static ImmutableDictionary<string, BindingMetadata> BindingsOf(MethodInfo method)
    {
        var bindings = ImmutableDictionary.CreateBuilder<string, BindingMetadata>();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.GetCustomAttribute<BindingAttribute>() is { } attribute)
            {
                bindings.Add(parameter.Name!, new DiscoveredBinding(parameter.Name!, BindingType(attribute)));
            }
        }

        return bindings.ToImmutable();
    }

    // The type names are those of the Functions host: httpTrigger, timerTrigger, durableClient...
    private static string BindingType(BindingAttribute attribute)
    {
        var name = attribute.GetType().Name;
        return char.ToLowerInvariant(name[0]) + name[1..^nameof(Attribute).Length];
    }

    private static IEnumerable<string> Duplicates(List<FunctionEntry> functions) =>
        from function in functions
        group function by function.Name.ToUpperInvariant() into same
        where same.Count() > 1
        select $"function '{same.First().Name}': the name is used more than once (case does not count): "
            + string.Join(", ", same.Select(function => function.Place));

    private static string Describe(MethodInfo method, FunctionAttribute attribute, string problem) =>
        $"function '{attribute.Name}' ({method.DeclaringType}.{method.Name}): {problem}";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex NamePattern();
}
