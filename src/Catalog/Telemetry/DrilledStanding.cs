using Mesh.Catalog.Drills;
using Mesh.Domain.Measures;

namespace Mesh.Catalog.Telemetry;

/// <summary>What a drill adds to what else was shown.</summary>
internal static class DrilledStanding
{
    /// <summary>
    /// Takes the figure of the newest successful drill where nothing else shows one. A drill restores from
    /// the vault, which takes longer and loses more than a live copy would: its figure is an upper bound,
    /// which proves an objective that it keeps and speaks against none. Of the system as a whole only a drill
    /// counts that left out no step.
    /// </summary>
    public static ObjectiveStanding Of(ObjectiveStanding standing, DrillRecord? drill, DateTimeOffset now)
    {
        if (standing.Proven is not null
            || drill?.Figures is not { } figures
            || Seconds(standing, figures) is not { } seconds)
        {
            return standing;
        }

        var shown = TimeSpan.FromSeconds(seconds);
        var age = now - drill.Drill.RequestedAt;
        return standing.Subject is null || standing.Wanted is null || shown <= standing.Wanted
            ? standing with { Proven = shown, ProofAge = age < TimeSpan.Zero ? TimeSpan.Zero : age }
            : standing;
    }

    private static double? Seconds(ObjectiveStanding standing, Domain.Drills.DrillFigures figures)
    {
        if (standing.Subject is null)
        {
            return standing.Name != ObjectiveStanding.Rto || !figures.IsComplete ? null : figures.RtoSeconds;
        }

        var component = figures.Components.FirstOrDefault(each => each.Component == standing.Subject);
        return standing.Name == ObjectiveStanding.Rto ? component?.RtoSeconds : component?.RpoSeconds;
    }
}
