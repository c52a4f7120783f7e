using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Mesh.Runtime.Functions;

/// <summary>A discovered function: what it is called, what triggers it and how it is called.</summary>
internal sealed class FunctionEntry
{
    public required string Name { get; init; }

    public required FunctionKind Kind { get; init; }

    public required MethodInfo Method { get; init; }

    public required TriggerBindingAttribute Trigger { get; init; }

    public required FunctionDefinition Definition { get; init; }

    public required FunctionCall Call { get; init; }

    /// <summary>Class and method, as its author knows them.</summary>
    public string Place => $"{Method.DeclaringType}.{Method.Name}";
}
