using Mesh.Domain.Errors;
using Mesh.Runtime.Hosting;
using Mesh.Runtime.Queues;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.Requirements;
using Mesh.Tests.Runtime.Support;

namespace Mesh.Tests.Runtime.Queues;

/// <summary>How messages and functions meet, on each kind of queue.</summary>
public abstract class QueueFunctionTests : IDisposable
{
    private static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(3);

    private readonly string queue = $"work-{Guid.NewGuid():N}";

    protected ScratchFolder Folder { get; } = new();

    protected abstract string? StorageConnection { get; }

    [ContractFact]
    public async Task A_message_reaches_its_function_as_a_record_or_as_text_and_is_gone()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{\"NAME\":\"ok\",\"size\":3}");
        Assert.Equal("begin ok 3", await host.Journal.NextAsync());
        await host.Get<IQueueTransport>().SendAsync(queue + "-text", "no json", TimeSpan.Zero, default);
        Assert.Equal("text no json", await host.Journal.NextAsync());
        await host.Host.StopAsync();
        await using var transport = OpenTransport();
        Assert.Equal(0, await transport.CountAsync(queue, default));
        Assert.Equal(0, await transport.CountAsync(queue + "-text", default));
    }

    [ContractFact]
    public async Task A_message_that_keeps_failing_goes_to_the_poison_queue_after_its_last_delivery()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{\"Name\":\"fail\"}");
        Assert.Equal(
            ["begin fail 0", "begin fail 0", "begin fail 0", "poison {\"Name\":\"fail\"}"],
            await host.Journal.NextAsync(4));
        await host.Host.StopAsync();
        await using var transport = OpenTransport();
        Assert.Equal(0, await transport.CountAsync(queue, default));
        Assert.Equal(0, await transport.CountAsync(queue + "-poison", default));
        Assert.Contains(host.Log.Lines, line => line.Contains("it fails", StringComparison.Ordinal));
    }

    [ContractFact]
    public async Task A_message_that_fails_in_the_poison_queue_too_stays_there_and_is_not_run_again()
    {
        const string Told = "failed 3 times and stays there";
        await using var host = await StartAsync();
        await host.Get<IQueueTransport>().SendAsync(queue + "-poison", "stubborn", TimeSpan.Zero, default);
        Assert.Equal(
            ["poison stubborn", "poison stubborn", "poison stubborn"], await host.Journal.NextAsync(3));

        // Twice: when it fails for the last time, and when its lease is over and it comes once more.
        await host.Log.WaitForAsync(Told, 2);
        await host.Host.StopAsync();

        Assert.Empty(host.Journal.Rest());
        await using var transport = OpenTransport();
        Assert.Equal(1, await transport.CountAsync(queue + "-poison", default));
    }

    [ContractFact]
    public async Task A_message_that_is_not_json_counts_as_failed_and_does_not_hold_up_the_others()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{broken");
        await SendAsync(host, "null");
        await SendAsync(host, "{\"Name\":\"ok\"}");
        var notes = await host.Journal.NextAsync(3);
        Assert.Equal(["begin ok 0", "poison null", "poison {broken"], notes.OrderDescending().Order());
    }

    [ContractFact]
    public async Task A_message_stays_with_its_function_for_as_long_as_that_runs()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{\"Name\":\"wait\"}");
        Assert.Equal("begin wait 0", await host.Journal.NextAsync());

        // Visible when the first lease would be over twice: without renewal the first would come again
        // before.
        await host.Get<IQueueTransport>().SendAsync(queue, "{\"Name\":\"ok\"}", ShortLease * 2, default);
        Assert.Equal("begin ok 0", await host.Journal.NextAsync());
        host.Journal.Open("work");
        Assert.Equal("end wait", await host.Journal.NextAsync());
    }

    [ContractFact]
    public async Task A_message_that_a_dead_worker_held_is_delivered_again_when_its_lease_is_over()
    {
        await using (var dead = OpenTransport())
        {
            await dead.SendAsync(queue, "{\"Name\":\"ok\"}", TimeSpan.Zero, default);
            Assert.Single(await dead.ReceiveAsync(queue, 1, ShortLease, default));
        }

        await using var host = await StartAsync();
        Assert.Equal("begin ok 0", await host.Journal.NextAsync());
    }

    [ContractFact]
    public async Task A_message_that_kills_its_worker_each_time_goes_to_the_poison_queue_without_another_try()
    {
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            await using var dead = OpenTransport();
            if (delivery == 1)
            {
                await dead.SendAsync(queue, "{\"Name\":\"killer\"}", TimeSpan.Zero, default);
            }

            IReadOnlyList<QueueMessage> received;
            do
            {
                received = await dead.ReceiveAsync(queue, 1, TimeSpan.FromSeconds(1), default);
            }
            while (received.Count == 0);
        }

        await using var host = await StartAsync();
        Assert.Equal("poison {\"Name\":\"killer\"}", await host.Journal.NextAsync());
    }

    [ContractFact]
    public async Task No_more_messages_run_at_a_time_than_a_batch_and_the_rest_of_the_one_before()
    {
        await using var host = await StartAsync();
        const int Count = 40;
        await Task.WhenAll(
            Enumerable.Range(0, Count).Select(i => SendAsync(host, $$"""{"Name":"crowd","Size":{{i}}}""")));
        var notes = await host.Journal.NextAsync(2 * Count);
        var crowds = notes.Where(
            note => !note.StartsWith("begin", StringComparison.Ordinal)).Select(int.Parse).ToList();
        Assert.Equal(Count, crowds.Count);
        Assert.InRange(crowds.Max(), 1, 6);
        Assert.Equal(Count, notes.Except(crowds.Select(crowd => $"{crowd}")).Distinct().Count());
    }

    [ContractFact]
    public async Task A_stop_waits_for_the_messages_in_work_and_takes_no_new_one()
    {
        await using var host = await StartAsync();
        await SendAsync(host, "{\"Name\":\"wait\"}");
        Assert.Equal("begin wait 0", await host.Journal.NextAsync());
        var stop = host.Host.StopAsync();
        await using (var other = OpenOther())
        {
            await (other ?? host.Get<IQueueTransport>()).SendAsync(
                queue, "{\"Name\":\"new\"}", TimeSpan.Zero, default);
        }

        // Time for a listener that still polls to be caught at it.
        await Task.Delay(500);
        Assert.False(stop.IsCompleted);
        host.Journal.Open("work");
        await stop;
        Assert.Equal(["end wait"], host.Journal.Rest());
    }

    [ContractFact]
    public async Task A_stop_that_has_waited_long_enough_cancels_and_the_message_comes_again()
    {
        var host = await StartAsync(
            options => options with { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        await using (host)
        {
            await SendAsync(host, "{\"Name\":\"wait\"}");
            Assert.Equal("begin wait 0", await host.Journal.NextAsync());
            await host.Host.StopAsync();
            Assert.Equal("cancelled wait True", await host.Journal.NextAsync());
        }

        await using var next = await StartAsync();
        Assert.Equal("begin wait 0", await next.Journal.NextAsync());
        next.Journal.Open("work");
    }

    [ContractFact]
    public async Task A_queue_named_by_a_setting_that_is_absent_stops_the_start()
    {
        var failure = await Assert.ThrowsAsync<MeshException>(
            () => StartAsync(options => options with { Settings = _ => null }));
        Assert.Equal("missing-setting", failure.Code);
        Assert.Contains("PROBES", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>For a dead worker, before or after the host.</summary>
    protected abstract IQueueTransport OpenTransport();

    /// <summary>For another process beside the host, where that can be.</summary>
    protected abstract IQueueTransport? OpenOther();

    internal Task<RunningHost> StartAsync(Func<MeshHostOptions, MeshHostOptions>? change = null) =>
        RunningHost.StartAsync(Folder, [typeof(QueueProbes)], options =>
        {
            options = options with
            {
                StorageConnection = StorageConnection,
                QueueLease = ShortLease,
                Settings = name => name == "PROBES" ? queue : null,
            };
            return change?.Invoke(options) ?? options;
        });

    internal Task SendAsync(RunningHost host, string body) =>
        host.Get<IQueueTransport>().SendAsync(queue, body, TimeSpan.Zero, default);
}
