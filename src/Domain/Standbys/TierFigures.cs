using Mesh.Domain.Standards;

namespace Mesh.Domain.Standbys;

/// <summary>A tier, the class of standby that reaches it, and the objectives it stands for.</summary>
/// <param name="Tier">The tier.</param>
/// <param name="Class">The class of standby that reaches it.</param>
/// <param name="Rto">The longest until the system is back.</param>
/// <param name="Rpo">The most that is lost.</param>
public sealed record TierFigures(Tier Tier, StandbyClass Class, TimeSpan Rto, TimeSpan Rpo)
{
    /// <summary>All tiers, the slowest first.</summary>
    public static IReadOnlyList<TierFigures> All { get; } =
    [
        new(Tier.Week, StandbyClass.Cold, TimeSpan.FromDays(7), TimeSpan.FromHours(24)),
        new(Tier.Day, StandbyClass.Cold, TimeSpan.FromDays(1), TimeSpan.FromHours(24)),
        new(Tier.Hour, StandbyClass.Warm, TimeSpan.FromHours(4), TimeSpan.FromHours(1)),
        new(Tier.Minute, StandbyClass.Hot, TimeSpan.FromMinutes(30), StandardLevel.AboutZero),
        new(Tier.Second, StandbyClass.Active, TimeSpan.FromMinutes(2), TimeSpan.Zero),
    ];

    /// <summary>
    /// The slowest tier whose RTO is within <paramref name="rto"/>; null where even the fastest is slower.
    /// </summary>
    public static TierFigures? Within(TimeSpan rto) => All.FirstOrDefault(each => each.Rto <= rto);
}
