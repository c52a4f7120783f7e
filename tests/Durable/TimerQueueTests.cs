using Mesh.Runtime.Durable.Engine;
using Mesh.Runtime.Durable.Store;
using Mesh.Tests.Kit;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Durable.Tests;

/// <summary>Timers by a clock that is set.</summary>
public sealed class TimerQueueTests
{
    private readonly FakeTimeProvider steady = new(new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero));
    private readonly SettableClock clock;
    private readonly List<int> due = [];

    public TimerQueueTests() => clock = new SettableClock(steady);

    [Fact]
    public void A_clock_that_is_set_back_keeps_nobody_waiting()
    {
        using var queue = new TimerQueue(clock, row => due.Add(row.Id));
        clock.Ahead = TimeSpan.FromHours(2);
        Add(queue, 1, TimeSpan.FromSeconds(5));
        clock.Ahead = TimeSpan.Zero;

        steady.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Empty(due);
        steady.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([1], due);

        // Nor who comes while another is late by the clock.
        Add(queue, 2, TimeSpan.FromSeconds(5));
        clock.Ahead = TimeSpan.FromHours(-2);
        Add(queue, 3, TimeSpan.FromSeconds(1));
        steady.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal([1, 3, 2], due);
    }

    [Fact]
    public void What_a_clock_that_is_set_forward_makes_due_comes_soon()
    {
        using var queue = new TimerQueue(clock, row => due.Add(row.Id));
        Add(queue, 1, TimeSpan.FromHours(1));
        Add(queue, 2, TimeSpan.FromHours(3));
        clock.Ahead = TimeSpan.FromHours(2);

        steady.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([1], due);
        steady.Advance(TimeSpan.FromHours(1));
        Assert.Equal([1, 2], due);
    }

    private void Add(TimerQueue queue, int id, TimeSpan wait) =>
        queue.Add(new TimerRow("i", 1, id, (clock.GetUtcNow() + wait).UtcDateTime));
}
