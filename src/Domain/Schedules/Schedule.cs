using Mesh.Domain.Runs;

namespace Mesh.Domain.Schedules;

/// <summary>When a component is backed up.</summary>
/// <param name="TimeZone">The zone whose wall clock the times are read on.</param>
/// <param name="Full">When everything is read anew.</param>
/// <param name="Incremental">When only what changed is read.</param>
public sealed record Schedule(TimeZoneName TimeZone, CronTime? Full, CronTime? Incremental)
{
    /// <summary>
    /// The one run that is due at <paramref name="now"/>, or null. However many occurrences were missed, one
    /// run stands for them; an occurrence that was started is never due again, not even if the clock is set
    /// back.
    /// </summary>
    /// <param name="after">
    /// The occurrence that was started last; for a component that was never started, the time its schedule
    /// took effect.
    /// </param>
    /// <param name="now">The present.</param>
    public DueRun? Due(DateTimeOffset after, DateTimeOffset now)
    {
        var full = Full?.Last(after, now, TimeZone);
        var incremental = Incremental?.Last(after, now, TimeZone);
        if (Later(full, incremental) is not { } last)
        {
            return null;
        }

        return new DueRun(
            last.ToUniversalTime(),
            full is null ? BackupMode.Incremental : BackupMode.Full,
            Next(after) < last);
    }

    /// <summary>
    /// The first occurrence after an instant, of either kind; null for a schedule without times.
    /// </summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var full = Full?.Next(after, TimeZone);
        var incremental = Incremental?.Next(after, TimeZone);
        return full is null ? incremental : incremental is null || full < incremental ? full : incremental;
    }

    private static DateTimeOffset? Later(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left > right ? left : right;
}
