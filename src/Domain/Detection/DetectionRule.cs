using Mesh.Domain.Names;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Detection;

/// <summary>
/// Says whether a system's production is gone, from how its places see the declared checks. Pure. A place
/// that is silent, or whose news is old, counts for neither side: silence alone is never a verdict.
/// </summary>
public sealed record DetectionRule
{
    // A place tells of itself every few seconds, so that less would be missed by one that is a little late.
    private static readonly TimeSpan LeastFreshness = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LeastCalm = TimeSpan.FromMinutes(1);

    private const int FreshLooks = 5;
    private const int CalmLooks = 10;

    private DetectionRule(
        IReadOnlyList<string> places,
        string candidate,
        IReadOnlyList<string> checks,
        Standbys.Detection detection) =>
        (Places, Candidate, Checks, Every, Failures) =
            (places, candidate, checks, detection.Every, detection.Failures);

    /// <summary>Those whose reports count: the sites and the witness.</summary>
    public IReadOnlyList<string> Places { get; }

    /// <summary>The site that would take over; nothing is gone that it does not see down itself.</summary>
    public string Candidate { get; }

    /// <summary>The declared checks; others do not count.</summary>
    public IReadOnlyList<string> Checks { get; }

    /// <summary>How often each place looks.</summary>
    public TimeSpan Every { get; }

    /// <summary>How often in a row a check must have failed.</summary>
    public int Failures { get; }

    /// <summary>
    /// When the system's last runbook ended; null where there was none. What failed until then was seen of
    /// what that runbook has changed: a verdict needs all its failures after it.
    /// </summary>
    public DateTimeOffset? Settled { get; init; }

    /// <summary>How old a report may be, and how far ahead of our clock, to count.</summary>
    public TimeSpan Freshness => Longer(Every * FreshLooks, LeastFreshness);

    /// <summary>How long every check must have been well before a verdict is taken back.</summary>
    public TimeSpan Calm => Longer(Every * CalmLooks, LeastCalm);

    /// <summary>More than half of the places.</summary>
    public int Majority => (Places.Count / 2) + 1;

    /// <summary>
    /// The rule of a system; null where none can be: no failover is declared, nothing is checked, or it is
    /// not clear which site would take over.
    /// </summary>
    /// <param name="system">What is declared.</param>
    /// <param name="production">The site that is production now.</param>
    public static DetectionRule? Of(SystemDefinition system, SiteName production)
    {
        ArgumentNullException.ThrowIfNull(system);
        var others = system.Sites.Select(site => site.Name).Where(site => site != production).ToList();
        if (system.Failover is not { Checks.Count: > 0 } failover || others.Count != 1)
        {
            return null;
        }

        IEnumerable<SiteName> places = system.Sites.Select(site => site.Name);
        places = system.Witness is { } witness ? places.Append(witness.Name) : places;
        return new DetectionRule(
            [.. places.Select(place => place.Value)],
            others[0].Value,
            failover.Checks,
            failover.Detection);
    }

    /// <summary>Whether this rule has a use for a report.</summary>
    public bool Knows(ProbeReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return Places.Contains(report.Place) && Checks.Contains(report.Check);
    }

    /// <summary>What holds now.</summary>
    /// <param name="before">What held until now.</param>
    /// <param name="newest">The newest report of each place on each check; others are passed over.</param>
    /// <param name="now">The time.</param>
    public DetectionVerdict Judge(
        DetectionVerdict before, IReadOnlyCollection<ProbeReport> newest, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(before);
        var counted = newest
            .Where(report => Knows(report) && (now - report.At).Duration() <= Freshness)
            .ToList();
        var lost = Checks.Select(check => Down(counted, check)).FirstOrDefault(down => down.Count > 0);
        if (before.Gone)
        {
            return lost is null && Checks.All(check => IsCalm(counted, check, now))
                ? DetectionVerdict.Standing
                : before with { Seen = lost is not null };
        }

        return lost is null ? DetectionVerdict.Standing : Gone(lost);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Those that see it down, where they are enough for a verdict; else nobody.
    private List<ProbeReport> Down(IEnumerable<ProbeReport> counted, string check)
    {
        var down = counted
            .Where(report => report.Check == check && !report.Healthy)
            .Where(report => Settled is not { } settled || report.At - (Every * (Failures - 1)) > settled)
            .ToList();
        return Count(down) >= Majority && down.Exists(report => report.Place == Candidate) ? down : [];
    }

    private bool IsCalm(IEnumerable<ProbeReport> counted, string check, DateTimeOffset now) =>
        Count(counted.Where(report =>
            report.Check == check && report.Healthy && now - report.Since >= Calm)) >= Majority;

    private static int Count(IEnumerable<ProbeReport> reports) =>
        reports.Select(report => report.Place).Distinct(StringComparer.Ordinal).Count();

    // The look before the first that failed was a good one.
    private DetectionVerdict Gone(List<ProbeReport> down) => new(
        true,
        down.Min(report => report.Since) - Every,
        $"{down[0].Check} is down, as {string.Join(" and ", down.Select(report => report.Place))} see it: "
        + down.First(report => report.Place == Candidate).Told)
    {
        Seen = true,
    };
}
