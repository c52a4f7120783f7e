using Mesh.Domain.Errors;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold between the places that are to outlive each other.</summary>
internal static class PlaceRules
{
    private const string Apart = "put it where nothing that is lost takes both, or correct the word";

    public static IEnumerable<FieldProblem> Check(SystemDefinition system) => system.DeclaresRecovery
        ? [.. Sites(system), .. Witness(system), .. Voters(system)]
        : [];

    private static IEnumerable<FieldProblem> Sites(SystemDefinition system)
    {
        for (var place = 0; place < system.Sites.Count; place++)
        {
            var site = system.Sites[place];
            if (site.Role == SiteRole.Standby
                && system.Production is { } production
                && site.Location.SharesFaultDomainWith(production.Location))
            {
                yield return new FieldProblem(
                    $"sites[{place}].faultDomain",
                    $"the standby shares the fault domain '{site.FaultDomain}' with '{production.Name}'",
                    Apart);
            }

            if (system.Witness is not null && site.FaultDomain is null)
            {
                yield return new FieldProblem(
                    $"sites[{place}].faultDomain",
                    "is not said, so that nobody knows whether the witness outlives the site",
                    "name what fails as a whole, as in 'faultDomain: rack-3'");
            }
        }
    }

    private static IEnumerable<FieldProblem> Witness(SystemDefinition system)
    {
        if (system.Witness is not { } witness)
        {
            yield break;
        }

        if (system.Sites.Any(site => site.Name == witness.Name))
        {
            yield return new FieldProblem(
                "witness.name", $"a site is called '{witness.Name}' too", "name a third place");
        }

        if (witness.FaultDomain is null)
        {
            yield return new FieldProblem(
                "witness.faultDomain",
                "is not said, so that nobody knows whether the witness outlives a site",
                "name what fails as a whole, as in 'faultDomain: rack-3'");
        }
        else if (system.Sites.FirstOrDefault(
            site => site.Location.SharesFaultDomainWith(witness.Location)) is { } site)
        {
            yield return new FieldProblem(
                "witness.faultDomain",
                $"the witness shares the fault domain '{witness.FaultDomain}' with '{site.Name}'",
                Apart);
        }
    }

    private static IEnumerable<FieldProblem> Voters(SystemDefinition system)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        if (system.Witness is { } witness)
        {
            seen.Add(witness.Voter.Value, witness.Name.Value);
        }

        for (var place = 0; place < system.Sites.Count; place++)
        {
            var site = system.Sites[place];
            if (site.Voter is { } voter && !seen.TryAdd(voter.Value, site.Name.Value))
            {
                yield return new FieldProblem(
                    $"sites[{place}].voter",
                    $"is the voter of '{seen[voter.Value]}' too, and one store has one vote",
                    "give each place a store of its own");
            }
        }
    }
}
