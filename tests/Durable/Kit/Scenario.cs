using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Kit;

/// <summary>
/// One use of the engine: the functions, what is done from outside, and what must come of it.
/// </summary>
internal sealed record Scenario(
    string Name, Func<TestFunctions> Functions, Action<OrchestrationMetadata> Check)
{
    /// <summary>The orchestrator that is started.</summary>
    public string Orchestrator { get; init; } = "Main";

    public object? Input { get; init; }

    /// <summary>What happens from outside while it runs.</summary>
    public Func<EngineHost, string, Task> Drive { get; init; } = (_, _) => Task.CompletedTask;

    public override string ToString() => Name;
}
