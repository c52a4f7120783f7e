using System.Globalization;

namespace Mesh.Domain.Retention;

/// <summary>
/// Decides which points stay, exactly as <c>restic forget</c> decides for one group of snapshots.
/// </summary>
public static class RetentionPolicy
{
    /// <summary>One decision for each point, the newest first. Without rules everything stays.</summary>
    /// <param name="rules">What to keep.</param>
    /// <param name="points">The points of one component, in any order.</param>
    /// <param name="now">The present; a point from the future is not taken for the newest.</param>
    public static IReadOnlyList<RetentionDecision> Apply(
        RetentionRules rules, IEnumerable<RetainedPoint> points, DateTimeOffset now)
    {
        // A stable sort: restic keeps the order in which it listed snapshots of the same time.
        var newestFirst = points.OrderByDescending(point => point.Time).ToList();
        if (rules.IsEmpty)
        {
            string[] reasons = ["there are no rules"];
            return [.. newestFirst.Select(point => new RetentionDecision(point, true, reasons))];
        }

        var buckets = Buckets(rules);
        var horizon = Horizon(rules, newestFirst, now);
        var decisions = new List<RetentionDecision>(newestFirst.Count);
        for (var place = 0; place < newestFirst.Count; place++)
        {
            var point = newestFirst[place];
            var reasons = TagReasons(rules, point);
            if (point.Time > horizon)
            {
                reasons.Add($"within {rules.Within}");
            }

            foreach (var bucket in buckets)
            {
                if (bucket.Take(point.Time, place, place == newestFirst.Count - 1) is { } reason)
                {
                    reasons.Add(reason);
                }
            }

            decisions.Add(new RetentionDecision(point, reasons.Count > 0, reasons));
        }

        return decisions;
    }

    private static List<string> TagReasons(RetentionRules rules, RetainedPoint point) =>
    [
        .. rules.Tags
            .Where(list => list.Split(',').All(tag => point.Tags.Contains(tag, StringComparer.Ordinal)))
            .Select(list => $"has tags [{list.Replace(",", ", ", StringComparison.Ordinal)}]"),
    ];

    private static DateTimeOffset Horizon(
        RetentionRules rules, List<RetainedPoint> newestFirst, DateTimeOffset now)
    {
        if (rules.Within is not { } span)
        {
            return DateTimeOffset.MaxValue;
        }

        var latest = newestFirst.FirstOrDefault(point => point.Time < now);
        return latest is null ? DateTimeOffset.MinValue : span.Before(latest.Time);
    }

    private static Bucket[] Buckets(RetentionRules rules) =>
    [
        new(rules.Last, "last snapshot", (_, place) => place),
        new(rules.Hourly, "hourly snapshot", (time, _) => Day(time) * 100L + time.Hour),
        new(rules.Daily, "daily snapshot", (time, _) => Day(time)),
        new(rules.Weekly, "weekly snapshot", (time, _) =>
            (ISOWeek.GetYear(time.DateTime) * 100L) + ISOWeek.GetWeekOfYear(time.DateTime)),
        new(rules.Monthly, "monthly snapshot", (time, _) => Day(time) / 100),
        new(rules.Yearly, "yearly snapshot", (time, _) => time.Year),
    ];

    private static long Day(DateTimeOffset time) => (((time.Year * 100L) + time.Month) * 100) + time.Day;

    private sealed class Bucket(int count, string reason, Func<DateTimeOffset, int, long> key)
    {
        private int left = count;
        private long last = -1;

        /// <summary>Why the bucket keeps the point; null when it does not.</summary>
        public string? Take(DateTimeOffset time, int place, bool isOldest)
        {
            if (left == 0)
            {
                return null;
            }

            var current = key(time, place);
            var isNew = current != last;

            // The oldest point stays while a rule has counts left, so that the history reaches far back.
            if (!isNew && !isOldest)
            {
                return null;
            }

            last = current;
            left = left > 0 ? left - 1 : left;
            return isNew ? reason : $"oldest {reason}";
        }
    }
}
