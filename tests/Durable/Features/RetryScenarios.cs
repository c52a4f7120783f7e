using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Features;

/// <summary>
/// The activity here fails until it is told an attempt of at least 3; the orchestrator counts.
/// </summary>
internal static class RetryScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        Policy("a policy tries again until it works", new(5, TimeSpan.FromSeconds(5)), "done after 3"),
        Policy("a policy gives up after its attempts", new(2, TimeSpan.FromSeconds(5)), "failed after 2"),
        Policy(
            "a policy gives up on failures it does not handle",
            new RetryPolicy(5, TimeSpan.FromSeconds(5)) { HandleFailure = f => f.ErrorType == "Other" },
            "failed after 1"),
        new(
            "the pauses of a policy grow up to the longest",
            () => new TestFunctions()
                .Activity<int, int>("Break", _ => throw new InvalidDataException("no good"))
                .Orchestrator("Main", async context =>
                {
                    var policy = new RetryPolicy(
                        5, TimeSpan.FromSeconds(100), 3, maxRetryInterval: TimeSpan.FromSeconds(500));
                    var started = context.CurrentUtcDateTime;
                    try
                    {
                        return await context.CallActivityAsync<bool>(
                            "Break", 0, TaskOptions.FromRetryPolicy(policy));
                    }
                    catch (TaskFailedException)
                    {
                        var pauses = TimeSpan.FromSeconds(100 + 300 + 500 + 500);
                        return context.CurrentUtcDateTime - started >= pauses;
                    }
                }),
            end => Assert.True(end.ReadOutputAs<bool>())),
        new(
            "a handler decides after each failure and may wait durably",
            () => Functions(context => TaskOptions.FromRetryHandler(async retry =>
            {
                var pause = TimeSpan.FromSeconds(1);
                await retry.OrchestrationContext.CreateTimer(pause, retry.CancellationToken);
                return retry.LastAttemptNumber < 10 && retry.LastFailure.ErrorMessage == "no good";
            })),
            end => Assert.Equal("done after 3", end.ReadOutputAs<string>())),
        new(
            "a handler that says no ends the attempts",
            () => Functions(_ => TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 2)),
            end => Assert.Equal("failed after 2", end.ReadOutputAs<string>())),
        new(
            "a sub-orchestration is tried again under the same id",
            () =>
            {
                var attempts = 0;
                return new TestFunctions()
                    .Orchestrator("Child", async context =>
                    {
                        var attempt = await context.CallActivityAsync<int>("Count");
                        return attempt < 3 ? throw new InvalidDataException("not yet") : context.InstanceId;
                    })
                    .Activity<int, int>("Count", _ => Interlocked.Increment(ref attempts))
                    .Orchestrator("Main", async context => await context.CallSubOrchestratorAsync<string>(
                        "Child",
                        input: null,
                        new SubOrchestrationOptions(
                            new TaskRetryOptions(new RetryPolicy(9, TimeSpan.FromSeconds(1))), "child")));
            },
            end => Assert.Equal("child", end.ReadOutputAs<string>())),
    ];

    private static Scenario Policy(string name, RetryPolicy policy, string outcome) => new(
        name,
        () => Functions(_ => TaskOptions.FromRetryPolicy(policy)),
        end => Assert.Equal(outcome, end.ReadOutputAs<string>()));

    private static TestFunctions Functions(Func<TaskOrchestrationContext, TaskOptions> options)
    {
        var results = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        return new TestFunctions()
            .Activity<string, string>("FailTwice", key => results.AddOrUpdate(key, 1, (_, n) => n + 1) < 3
                ? throw new InvalidDataException("no good")
                : "done")
            .Orchestrator("Main", async context =>
            {
                try
                {
                    var done = await context.CallActivityAsync<string>("FailTwice", "key", options(context));
                    return $"{done} after {results["key"]}";
                }
                catch (TaskFailedException)
                {
                    return $"failed after {results["key"]}";
                }
            });
    }
}
