using System.Collections.Concurrent;
using System.Diagnostics;
using Mesh.Domain.Errors;
using Mesh.Runtime.Queues;
using Mesh.Tests.Kit.Requirements;
using Xunit.Sdk;

namespace Mesh.Tests.Runtime.Queues;

/// <summary>What every queue transport promises; each implementation runs it.</summary>
public abstract class QueueTransportTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Now = TimeSpan.Zero;

    private readonly string queue = $"q-{Guid.NewGuid():N}";
    private IQueueTransport transport = null!;

    protected abstract IQueueTransport Open();

    [ContractFact]
    public async Task A_message_arrives_with_its_text_and_the_count_of_its_delivery()
    {
        const string Body = "{\"text\":\"<a & b> \\u0000 ü 漢 😀\"}\n";
        await SendAsync(Body);
        var message = await ReceiveAsync(Long);
        Assert.Equal(Body, message.Body);
        Assert.Equal(1, message.DequeueCount);
        Assert.Equal(queue, message.Queue);
    }

    [ContractFact]
    public async Task A_leased_message_is_seen_by_nobody_else()
    {
        await SendAsync("a");
        await ReceiveAsync(Long);
        Assert.Empty(await transport.ReceiveAsync(queue, 32, Long, default));
        Assert.Equal(1, await transport.CountAsync(queue, default));
    }

    [ContractFact]
    public async Task A_message_whose_lease_is_over_is_delivered_again_and_the_first_receiver_has_lost_it()
    {
        await SendAsync("a");
        var first = await ReceiveAsync(Short);
        var second = await ReceiveAsync(Long);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(2, second.DequeueCount);
        Assert.Null(await transport.RenewAsync(first, Long, default));
        Assert.False(await transport.DeleteAsync(first, default));
        Assert.True(await transport.DeleteAsync(second, default));
    }

    [ContractFact]
    public async Task A_renewed_lease_outlives_the_first_one()
    {
        await SendAsync("kept");
        var message = await ReceiveAsync(Short);
        var renewed = await transport.RenewAsync(message, Long, default);
        Assert.NotNull(renewed);

        // Sent to become visible after the first lease: what has not come by then does not come.
        await transport.SendAsync(queue, "later", Short * 2, default);
        Assert.Equal("later", (await ReceiveAsync(Long)).Body);
        Assert.True(await transport.DeleteAsync(renewed, default));
    }

    [ContractFact]
    public async Task A_renewal_makes_the_receipt_before_it_worthless()
    {
        await SendAsync("a");
        var message = await ReceiveAsync(Long);
        var renewed = await transport.RenewAsync(message, Long, default);
        Assert.NotNull(renewed);
        Assert.False(await transport.DeleteAsync(message, default));
        Assert.Null(await transport.RenewAsync(message, Long, default));
        Assert.Equal("a", renewed.Body);
        Assert.True(await transport.DeleteAsync(renewed, default));
    }

    [ContractFact]
    public async Task A_message_renewed_for_no_time_is_delivered_at_once()
    {
        await SendAsync("a");
        var message = await ReceiveAsync(Long);
        Assert.NotNull(await transport.RenewAsync(message, Now, default));
        Assert.Equal(2, (await ReceiveAsync(Long)).DequeueCount);
    }

    [ContractFact]
    public async Task A_deleted_message_is_gone_and_can_be_neither_deleted_nor_renewed()
    {
        await SendAsync("a");
        var message = await ReceiveAsync(Short);
        Assert.True(await transport.DeleteAsync(message, default));
        Assert.False(await transport.DeleteAsync(message, default));
        Assert.Null(await transport.RenewAsync(message, Now, default));
        Assert.Equal(0, await transport.CountAsync(queue, default));
    }

    [ContractFact]
    public async Task A_delayed_message_comes_when_its_delay_is_over()
    {
        await transport.SendAsync(queue, "later", Short, default);
        await SendAsync("at once");
        Assert.Equal("at once", (await ReceiveAsync(Long)).Body);
        Assert.Equal("later", (await ReceiveAsync(Long)).Body);
    }

    [ContractFact]
    public async Task A_batch_has_no_more_messages_than_asked_for_and_all_arrive_in_the_end()
    {
        var sent = Enumerable.Range(0, 10).Select(i => $"{i}").ToHashSet();
        foreach (var body in sent)
        {
            await SendAsync(body);
        }

        var received = new List<string>();
        while (received.Count < sent.Count)
        {
            var batch = await transport.ReceiveAsync(queue, 4, Long, default);
            Assert.InRange(batch.Count, 1, 4);
            received.AddRange(batch.Select(message => message.Body));
        }

        Assert.Equal(sent, received.ToHashSet());
        Assert.Equal(sent.Count, received.Count);
    }

    [ContractFact]
    public async Task Receivers_at_the_same_time_share_the_messages_out()
    {
        const int Count = 60;
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => SendAsync($"{i}")));
        var received = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (await transport.ReceiveAsync(queue, 5, Long, default) is { Count: > 0 } batch)
            {
                foreach (var message in batch)
                {
                    received.Add(message.Body);
                    Assert.True(await transport.DeleteAsync(message, default));
                }
            }
        }));
        Assert.Equal(Count, received.Count);
        Assert.Equal(Count, received.Distinct().Count());
    }

    [ContractFact]
    public async Task Queues_do_not_see_each_other()
    {
        await SendAsync("a");
        Assert.Empty(await transport.ReceiveAsync(queue + "-poison", 32, Long, default));
    }

    [ContractFact]
    public async Task A_message_outlives_the_process_that_sent_it()
    {
        await SendAsync("kept");
        await transport.DisposeAsync();
        transport = Open();
        Assert.Equal("kept", (await ReceiveAsync(Long)).Body);
    }

    [ContractFact]
    public async Task A_send_is_announced_in_the_process_when_the_message_is_visible_at_once()
    {
        var announced = new List<string>();
        transport.Sent += announced.Add;
        await transport.SendAsync(queue, "later", Long, default);
        Assert.Empty(announced);
        await SendAsync("now");
        Assert.Equal([queue], announced);
    }

    [ContractFact]
    public async Task A_message_over_the_limit_and_a_bad_name_are_refused()
    {
        await SendAsync(new string('x', QueueLimits.MaxBodyBytes));
        Assert.Equal(QueueLimits.MaxBodyBytes, (await ReceiveAsync(Long)).Body.Length);
        var tooLarge = await Assert.ThrowsAsync<MeshException>(
            () => SendAsync(new string('x', QueueLimits.MaxBodyBytes + 1)));
        Assert.Equal("message-too-large", tooLarge.Code);
        foreach (var name in (string[])[
            "", "ab", "Movements", "a--b", "-ab", "ab-", "a_b", new string('a', 64)])
        {
            var badName = await Assert.ThrowsAsync<MeshException>(
                () => transport.SendAsync(name, "a", Now, default));
            Assert.Equal("bad-queue-name", badName.Code);
        }
    }

    public Task InitializeAsync()
    {
        transport = Open();
        return Task.CompletedTask;
    }

    public virtual async Task DisposeAsync() => await transport.DisposeAsync();

    private Task SendAsync(string body) => transport.SendAsync(queue, body, Now, default);

    /// <summary>Waits for one message: a lease or a delay may still have to end.</summary>
    private async Task<QueueMessage> ReceiveAsync(TimeSpan visibility)
    {
        var begin = Stopwatch.StartNew();
        while (begin.Elapsed < TimeSpan.FromSeconds(30))
        {
            if (await transport.ReceiveAsync(queue, 1, visibility, default) is [var message])
            {
                return message;
            }

            await Task.Delay(20);
        }

        throw new XunitException("no message came");
    }
}
