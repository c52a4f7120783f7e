using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Mesh.Tests.Runtime.Api;

/// <summary>What the declared types do by themselves, as their models do.</summary>
public sealed class ApiBehaviourTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Names_of_tasks_compare_without_regard_to_case()
    {
        TaskName name = "Backup";
        Assert.Equal(new TaskName("BACKUP"), name);
        Assert.Equal("Backup", (string)name);
        Assert.Equal("", default(TaskName).Name);
    }

    [Fact]
    public void A_retry_policy_refuses_what_makes_no_sense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, 1, Second / 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, Second, 1, Second, Second / 2));
        var policy = new RetryPolicy(3, Second, 2, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.MaxRetryInterval);
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(3, Second).MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, new RetryPolicy(3, Second).RetryTimeout);
    }

    [Fact]
    public void A_policy_handles_every_failure_unless_it_is_told_which()
    {
        var failure = new TaskFailedException("T", 7, new TaskFailureDetails("A.B", "bad", null, null, null));
        Assert.Equal("Task 'T' (#7) failed with an unhandled exception: bad", failure.Message);
        Assert.True(new RetryPolicy(2, Second).Handle(failure));
        var some = new RetryPolicy(2, Second) { HandleFailure = details => details.ErrorType == "A.B" };
        Assert.True(some.Handle(failure));
        Assert.False(new RetryPolicy(2, Second) { HandleFailure = _ => false }.Handle(failure));
    }

    [Fact]
    public void Details_of_a_failure_name_the_type_and_the_causes()
    {
        var details = TaskFailureDetails.FromException(
            new InvalidOperationException("outer", new ArgumentException("inner")));
        Assert.Equal("System.InvalidOperationException", details.ErrorType);
        Assert.Equal("outer", details.ErrorMessage);
        Assert.Equal("System.ArgumentException", details.InnerFailure?.ErrorType);
        Assert.Null(details.InnerFailure?.InnerFailure);

        var own = new TaskFailureDetails("A.B", "bad", null, null, null);
        Assert.Same(own, TaskFailureDetails.FromException(new TaskFailedException("T", 1, own)).InnerFailure);
    }

    [Fact]
    public void An_instance_id_can_be_put_on_any_options()
    {
        var retry = TaskOptions.FromRetryPolicy(new RetryPolicy(2, Second));
        var options = retry.WithInstanceId("child");
        Assert.Equal("child", options.InstanceId);
        Assert.Same(retry.Retry, options.Retry);
        Assert.Equal("child", new SubOrchestrationOptions((TaskOptions)options).InstanceId);
        Assert.Equal("other", (options with { InstanceId = "other" }).InstanceId);
    }

    [Fact]
    public async Task A_retry_handler_of_either_kind_is_asked()
    {
        var options = TaskOptions.FromRetryHandler(context => context.LastAttemptNumber < 3);
        var details = new TaskFailureDetails("A", "b", null, null, null);
        Assert.True(await options.Retry!.Handler!(new RetryContext(null!, 2, details, Second, default)));
        Assert.False(await options.Retry.Handler(new RetryContext(null!, 3, details, Second, default)));
    }

    [Fact]
    public void Data_of_an_instance_can_be_read_only_when_it_was_asked_for()
    {
        var without = new OrchestrationMetadata("N", "1") { SerializedOutput = "5" };
        Assert.Throws<InvalidOperationException>(() => without.ReadOutputAs<int>());
        var with = new OrchestrationMetadata("N", "1")
        {
            SerializedOutput = "5",
            DataConverter = JsonDataConverter.Default,
            RuntimeStatus = OrchestrationRuntimeStatus.Terminated,
        };
        Assert.Equal(5, with.ReadOutputAs<int>());
        Assert.Null(with.ReadInputAs<string>());
        Assert.True(with.IsCompleted);
        Assert.False(with.IsRunning);
    }

    [Fact]
    public async Task Pages_are_walked_to_the_end_or_taken_one_by_one()
    {
        var pages = Pageable.Create<int>((token, size, _) =>
        {
            var from = int.Parse(token ?? "0", null);
            var values = Enumerable.Range(from, size ?? 3).Where(value => value < 8).ToList();
            return Task.FromResult(
                new Page<int>(values, from + values.Count < 8 ? $"{from + values.Count}" : null));
        });
        var all = new List<int>();
        await foreach (var value in pages)
        {
            all.Add(value);
        }

        Assert.Equal(Enumerable.Range(0, 8), all);
        await foreach (var page in pages.AsPages("6", 1))
        {
            Assert.Equal([6], page.Values);
            Assert.Equal("7", page.ContinuationToken);
            break;
        }
    }
}
