using Mesh.Domain.Points;

namespace Mesh.Domain.Measures;

/// <summary>How much would be lost if the source were lost now.</summary>
public static class Rpo
{
    /// <summary>
    /// The age of the consistency time of the newest point that counts (verified or proven); null when none
    /// does, which means that everything would be lost.
    /// </summary>
    public static TimeSpan? Age(
        IEnumerable<(DateTimeOffset ConsistencyTime, RecoveryPointState State)> points, DateTimeOffset now)
    {
        DateTimeOffset? newest = null;
        foreach (var (consistencyTime, state) in points)
        {
            if (RecoveryPointLife.Counts(state) && (newest is null || consistencyTime > newest))
            {
                newest = consistencyTime;
            }
        }

        // A consistency time ahead of our clock means that a clock was set back: nothing newer can be lost.
        return newest is null ? null : now > newest ? now - newest.Value : TimeSpan.Zero;
    }
}
