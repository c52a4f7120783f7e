using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Advice;

/// <summary>All ways in which a system could stand by, the cheapest first.</summary>
/// <param name="Options">The ways; of two that cost the same the simpler one comes first.</param>
public sealed record StandbyAdvice(IReadOnlyList<StandbyOption> Options)
{
    /// <summary>The cheapest way that meets what is demanded; null where none does.</summary>
    public StandbyOption? Chosen => Options.FirstOrDefault(option => option.Meets);

    /// <summary>
    /// Weighs each class at each standby site of a system by the rules that <c>apply</c> has. What the system
    /// declares as its standbys now does not matter.
    /// </summary>
    /// <exception cref="MeshException">
    /// <c>nothing-to-advise</c>: prices, objectives or a standby site are missing.
    /// </exception>
    public static StandbyAdvice For(SystemDefinition system)
    {
        ArgumentNullException.ThrowIfNull(system);
        var prices = system.Prices ?? throw Missing("prices", "what standbys cost is not declared");
        if (system.Objectives is { WantedRpo: null, WantedRto: null })
        {
            throw Missing("objectives", "nothing is demanded, and nothing at all is the cheapest");
        }

        var sites = system.Sites.Where(site => site.Role == SiteRole.Standby).ToList();
        if (sites.Count == 0)
        {
            throw Missing("sites", "there is no site with the role standby to choose");
        }

        return new StandbyAdvice(
        [
            .. sites
                .SelectMany(site => Candidates.All.Select(way => Weigh(system, prices, site, way)))
                .OrderBy(option => option.Cost.Total).ThenBy(option => option.Class)
                .ThenBy(option => option.LosesNothing),
        ]);
    }

    private static StandbyOption Weigh(
        SystemDefinition system, Prices prices, Site site, (StandbyClass Class, bool LosesNothing) way)
    {
        var option = new StandbyOption(
            site.Name, way.Class, way.LosesNothing, StandbyCost.Of(prices, site.Name, way.Class))
        {
            Outlives = Outlives(system, site),
        };
        if (way.Class == StandbyClass.Active)
        {
            return option with
            {
                Against = [new FieldProblem("standby.class", "sites that are both active are not built yet")],
            };
        }

        var candidate = Candidates.Of(system, site.Name, way.Class, way.LosesNothing);
        var losses = candidate.Components.Where(each => each.HoldsData)
            .Select(each => RecoveryLoss.Declared(candidate, each)).ToList();
        return option with
        {
            Rto = RecoveryTime.Of(candidate).Total,
            Rpo = losses.Contains(null) ? null : losses.Max() ?? TimeSpan.Zero,
            Against = [.. Feasibility.Check(candidate)],
        };
    }

    private static FaultScope? Outlives(SystemDefinition system, Site site) =>
        system.Production is { } production
            ? Enum.GetValues<FaultScope>().Reverse()
                .Where(scope => site.Location.OutlivesLossOf(production.Location, scope))
                .Select(scope => (FaultScope?)scope).FirstOrDefault()
            : null;

    private static MeshException Missing(string field, string cause) => new(
        "nothing-to-advise", field, cause, "declare it in the manifest", ExitCode.BadInput);
}
