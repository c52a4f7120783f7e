namespace Mesh.Domain.Drills;

/// <summary>
/// When the next drill of a system is due, and whether it is overdue. However many were missed, one drill
/// makes up for them; only one that succeeded counts as done.
/// </summary>
public static class DrillCalendar
{
    /// <summary>How long Mesh waits before it starts a drill again that has failed, and before it calls
    /// overdue what it was to start itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>Where the system stands.</summary>
    /// <param name="rules">What is declared; null: nothing.</param>
    /// <param name="history">What was done.</param>
    /// <param name="now">The present.</param>
    public static DrillStanding Of(DrillRules? rules, DrillHistory history, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(history);
        var due = rules?.DueAfter(history.LastSuccess ?? history.Since);
        var age = history.LastSuccess is { } proven ? Positive(now - proven) : (TimeSpan?)null;
        if (due is not { } at || now < at)
        {
            return new DrillStanding(due, age, IsOverdue: false, MayStart: false);
        }

        var hasFailed = history is { IsUnderWay: false, LastAttempt: { } tried } && tried >= at;
        var isRested = history.LastAttempt is not { } attempt || now >= attempt + Patience;
        return new DrillStanding(
            at,
            age,
            IsOverdue: !rules!.Auto || hasFailed || now >= at + Patience,
            MayStart: rules.Auto && !history.IsUnderWay && isRested);
    }

    private static TimeSpan Positive(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
