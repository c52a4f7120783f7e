namespace Mesh.Sites.Epochs;

/// <summary>How long a lease lasts and what its end allows for.</summary>
public sealed record LeaseRules
{
    /// <summary>How long a lease lasts, from the beginning of the read that confirmed it.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The most by which the monotonic clocks of two machines differ in speed, as a share: 0.001 is 86
    /// seconds a day, far above what quartz does.
    /// </summary>
    public double Drift { get; init; } = 0.001;

    /// <summary>What is waited beyond that.</summary>
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the parts may take to be fenced in good order, before the lease ends.</summary>
    public TimeSpan FenceTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the watchdog's commands may take, before the lease ends and after the
    /// above.</summary>
    public TimeSpan KillTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one voter is waited for.</summary>
    public TimeSpan VoterLimit => Length / 5;

    /// <summary>The pause between two readings of the voters.</summary>
    public TimeSpan Pause => Length / 5;

    /// <summary>How long a lease of this length has to be waited for, by another machine's clock.</summary>
    public TimeSpan WaitFor(TimeSpan length) => (length * (1 + Drift)) + Margin;
}
