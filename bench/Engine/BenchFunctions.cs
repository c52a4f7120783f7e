using Mesh.Runtime.Durable;
using Microsoft.DurableTask;

namespace Mesh.Bench.Engine;

/// <summary>Orchestrators that do nothing but call an activity that does nothing.</summary>
internal sealed class BenchFunctions : IDurableFunctions
{
    public IEnumerable<string> Orchestrators => ["Fan", "Chain"];

    public IEnumerable<string> Activities => ["One"];

    public Func<TaskOrchestrationContext, Task<object?>>? FindOrchestrator(string name) => name switch
    {
        "Fan" => async context =>
        {
            var numbers = Enumerable.Range(0, context.GetInput<int>());
            return (await Task.WhenAll(numbers.Select(i => context.CallActivityAsync<int>("One", i)))).Sum();
        },
        "Chain" => async context =>
        {
            var sum = 0;
            for (var i = 0; i < context.GetInput<int>(); i++)
            {
                sum += await context.CallActivityAsync<int>("One", i);
            }

            return sum;
        },
        _ => null,
    };

    public Func<ActivityCall, CancellationToken, Task<string?>>? FindActivity(string name) =>
        name == "One" ? (_, _) => Task.FromResult<string?>("1") : null;
}
