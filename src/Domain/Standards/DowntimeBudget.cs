using Mesh.Domain.Systems;

namespace Mesh.Domain.Standards;

/// <summary>How much unplanned downtime a year the objectives of a system leave.</summary>
/// <param name="Allowed">The stricter of the two tests; null where there is none.</param>
/// <param name="ByAvailability">What the percentage leaves of the year.</param>
/// <param name="ByLevel">What the level gives as a span.</param>
public sealed record DowntimeBudget(TimeSpan? Allowed, TimeSpan? ByAvailability, TimeSpan? ByLevel)
{
    /// <summary>The budget of a calendar year, in UTC.</summary>
    public static DowntimeBudget Of(Objectives objectives, int year)
    {
        ArgumentNullException.ThrowIfNull(objectives);
        var days = DateTime.IsLeapYear(year) ? 366 : 365;
        TimeSpan? byAvailability = objectives.WantedAvailability is { } percent
            ? TimeSpan.FromSeconds((double)Math.Round(days * 864m * (100 - (decimal)percent), 3))
            : null;
        var byLevel = objectives.Level?.DowntimePerYear;
        return new DowntimeBudget(Stricter(byAvailability, byLevel), byAvailability, byLevel);
    }

    private static TimeSpan? Stricter(TimeSpan? left, TimeSpan? right) =>
        left is null ? right : right is null || left < right ? left : right;
}
