namespace Mesh.Tests.MariaDb.Parts;

/// <summary>A clock whose delays all last until it is opened; so a throttled dump stands still.</summary>
internal sealed class GateClock : TimeProvider
{
    private readonly TaskCompletionSource _waited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<(TimerCallback Callback, object? State)> _held = [];
    private bool _isOpen;

    /// <summary>Resolves when somebody waits.</summary>
    public Task Waited => _waited.Task;

    public override ITimer CreateTimer(
        TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_held)
        {
            if (!_isOpen)
            {
                _held.Add((callback, state));
                _waited.TrySetResult();
                return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    /// <summary>Ends all delays, and those to come at once.</summary>
    public void Open()
    {
        lock (_held)
        {
            _isOpen = true;
        }

        foreach (var (callback, state) in _held)
        {
            callback(state);
        }
    }
}
