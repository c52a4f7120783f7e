using Mesh.Durable.Tests.Kit;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Mesh.Durable.Tests.Features;

internal static class EventScenarios
{
    public static IEnumerable<Scenario> All =>
    [
        new(
            "an event reaches who waits for it, whatever its case",
            () => new TestFunctions().Orchestrator(
                "Main", async context => await context.WaitForExternalEvent<string>("Approval")),
            end => Assert.Equal("yes", end.ReadOutputAs<string>()))
        {
            Drive = async (host, id) =>
            {
                await host.WaitAsync(id, instance => instance.IsRunning);
                await host.CallAsync(client => client.RaiseEventAsync(id, "APPROVAL", "yes"));
            },
        },
        new(
            "events that come early wait in their order",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                await context.WaitForExternalEvent<int>("start");
                var first = await context.WaitForExternalEvent<int>("number");
                var second = await context.WaitForExternalEvent<int>("number");
                return $"{first} {second}";
            }),
            end => Assert.Equal("1 2", end.ReadOutputAs<string>()))
        {
            Drive = async (host, id) =>
            {
                await host.CallAsync(client => client.RaiseEventAsync(id, "Number", 1));
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 2));
                await host.CallAsync(client => client.RaiseEventAsync(id, "start", 0));
            },
        },
        new(
            "of several who wait the most recent gets the event",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                var first = context.WaitForExternalEvent<int>("number");
                var second = context.WaitForExternalEvent<int>("number");
                await second;
                var later = first.IsCompleted;
                return $"{later} {await second} {await first}";
            }),
            end => Assert.Equal("False 1 2", end.ReadOutputAs<string>()))
        {
            Drive = async (host, id) =>
            {
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 1));
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 2));
            },
        },
        new(
            "waiting with a time limit throws when the time is over",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<int>("never", TimeSpan.FromSeconds(20));
                    return "came";
                }
                catch (TaskCanceledException)
                {
                    return "late";
                }
            }),
            end => Assert.Equal("late", end.ReadOutputAs<string>())),
        new(
            "an event in time cancels the time limit",
            () => new TestFunctions().Orchestrator(
                "Main",
                async context => await context.WaitForExternalEvent<int>("number", TimeSpan.FromDays(30))),
            end => Assert.Equal(7, end.ReadOutputAs<int>()))
        {
            Drive = (host, id) => host.CallAsync(client => client.RaiseEventAsync(id, "number", 7)),
        },
        new(
            "who has given up waiting does not swallow an event",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                try
                {
                    await context.WaitForExternalEvent<int>("number", TimeSpan.FromSeconds(20));
                }
                catch (TaskCanceledException)
                {
                    context.SetCustomStatus("gave up");
                }

                return await context.WaitForExternalEvent<int>("number");
            }),
            end => Assert.Equal(5, end.ReadOutputAs<int>()))
        {
            Drive = async (host, id) =>
            {
                await host.WaitAsync(id, instance => instance.SerializedCustomStatus == "\"gave up\"");
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 5));
            },
        },
        new(
            "an orchestration sends events to another and to itself",
            () => new TestFunctions()
                .Orchestrator("Other", async context =>
                {
                    var number = await context.WaitForExternalEvent<int>("question");
                    context.SendEvent("instance", "answer", number * 2);
                    return number;
                })
                .Orchestrator("Main", async context =>
                {
                    context.SendEvent(context.InstanceId, "note", 1);
                    var other = context.CallSubOrchestratorAsync<int>(
                        "Other", input: null, new SubOrchestrationOptions(instanceId: "other"));
                    context.SendEvent("other", "question", 21);
                    var answer = await context.WaitForExternalEvent<int>("answer");
                    return answer + await other + await context.WaitForExternalEvent<int>("note");
                }),
            end => Assert.Equal(64, end.ReadOutputAs<int>())),
        new(
            "an event to nobody is lost without harm",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                context.SendEvent("nobody", "question", 21);
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                return "done";
            }),
            end => Assert.Equal("done", end.ReadOutputAs<string>())),
        new(
            "a suspended orchestration goes on with what came meanwhile when it is resumed",
            () => new TestFunctions().Orchestrator("Main", async context =>
            {
                var number = await context.WaitForExternalEvent<int>("number");
                context.SetCustomStatus(number);
                return number + await context.WaitForExternalEvent<int>("number");
            }),
            end => Assert.Equal(3, end.ReadOutputAs<int>()))
        {
            Drive = async (host, id) =>
            {
                await host.CallAsync(client => client.SuspendInstanceAsync(id, "wait a moment"));
                var suspended = await host.WaitAsync(
                    id, i => i.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 1));
                await host.CallAsync(client => client.RaiseEventAsync(id, "number", 2));
                Assert.Null(suspended.SerializedCustomStatus);
                await host.CallAsync(client => client.ResumeInstanceAsync(id, "go on"));
            },
        },
    ];
}
