namespace Mesh.Domain.Standards;

/// <summary>A span of time in which a system was down.</summary>
/// <param name="From">When it went down.</param>
/// <param name="Until">When it was back; null while it is not.</param>
/// <param name="Planned">Whether it was announced; planned downtime counts against no level.</param>
public sealed record Downtime(DateTimeOffset From, DateTimeOffset? Until, bool Planned)
{
    /// <summary>
    /// How long a system was down without a plan within a span; what overlaps counts once, and what is not
    /// over lasts to the end of the span.
    /// </summary>
    public static TimeSpan Unplanned(
        IEnumerable<Downtime> all, DateTimeOffset from, DateTimeOffset until)
    {
        var total = TimeSpan.Zero;
        var counted = from;
        foreach (var each in all.Where(each => !each.Planned).OrderBy(each => each.From))
        {
            var begin = each.From > counted ? each.From : counted;
            var end = each.Until < until ? each.Until.Value : until;
            if (end > begin)
            {
                total += end - begin;
                counted = end;
            }
        }

        return total;
    }
}
