using Mesh.Domain.Standards;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Measures;

/// <summary>What can be said of a system and the figures of a level.</summary>
public static class LevelVerdict
{
    /// <summary>
    /// One sentence that says whether the figures are met, and never more than that: standards ask for more
    /// than figures.
    /// </summary>
    /// <param name="level">The level.</param>
    /// <param name="standings">How it stands with every objective of the system.</param>
    /// <param name="down">The unplanned downtime of the year.</param>
    /// <param name="year">Which year.</param>
    public static string Of(
        StandardLevel level,
        IReadOnlyList<ObjectiveStanding> standings,
        TimeSpan down,
        int year)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentNullException.ThrowIfNull(standings);
        var asked = standings.Select(each => Asked(level, each)).Where(each => each.Wanted is not null)
            .ToList();
        var budget = DowntimeBudget.Of(new Objectives { Level = level }, year);
        var missed = asked.Where(each => each.Met == false).Select(Name)
            .Concat(down > budget.Allowed ? ["downtime of the year"] : []).ToList();
        var unknown = asked.Where(each => each.Met is null).Select(Name).ToList();
        return missed.Count > 0 ? $"does not meet the figures of level {level.Number}: "
                + string.Join(", ", missed)
            : unknown.Count > 0 ? $"not shown to meet the figures of level {level.Number} yet: "
                + string.Join(", ", unknown)
            : $"meets the figures of level {level.Number}";
    }

    // What the owner demands beyond the level is no matter of the level.
    private static ObjectiveStanding Asked(StandardLevel level, ObjectiveStanding standing) => standing with
    {
        Wanted = standing switch
        {
            { Name: ObjectiveStanding.Rpo } => level.Rpo,
            { Name: ObjectiveStanding.Rto, Subject: null } => level.Rto,
            _ => null,
        },
    };

    private static string Name(ObjectiveStanding standing) =>
        standing.Subject is null ? standing.Name : $"{standing.Name} of {standing.Subject}";
}
