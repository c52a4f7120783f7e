using System.Collections.Concurrent;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Notices;

namespace Mesh.Durable.Tests.Notices;

/// <summary>The sending of notices on the engine, which is also ended after every commit.</summary>
public class NotifyTests
{
    [Theory]
    [InlineData(nameof(RunMode.Live))]
    [InlineData(nameof(RunMode.Killed))]
    public async Task Every_message_is_sent_however_often_the_process_dies_and_then_it_ends(string mode)
    {
        var time = new FastTime(300);
        var left = new ConcurrentDictionary<string, int>(
            Enumerable.Range(0, 6).Select(number => KeyValuePair.Create($"mesh-{number}", number % 3)));
        var sent = new ConcurrentBag<string>();
        var functions = new TestFunctions()
            .Orchestrator(
                OrchestratorNames.Notify,
                async context => await NotifyOrchestrator.Run(context, context.GetInput<NotifyInput>()!))
            .Activity<NotifyInput, NotifyPlan>(ActivityNames.PlanNotices, _ => new NotifyPlan(
                [.. left.Where(each => each.Value == 0).Select(each => each.Key).Order()],
                left.IsEmpty ? null : time.GetUtcNow().AddSeconds(5)))
            .Activity<NoticeName, bool>(ActivityNames.SendNotices, name =>
            {
                sent.Add(name.MessageId);
                left.TryRemove(name.MessageId, out var _);

                // What was not due comes nearer.
                foreach (var key in left.Keys)
                {
                    left[key] = Math.Max(left[key] - 1, 0);
                }

                return true;
            });
        await using var host = await EngineHost.OpenAsync(Enum.Parse<RunMode>(mode), functions, time);

        await host.RunAsync(OrchestratorNames.Notify, new NotifyInput("shop"), NotifyInput.IdOf("shop"));

        Assert.Equal(
            Enumerable.Range(0, 6).Select(number => $"mesh-{number}"), sent.Distinct().Order());
    }
}
