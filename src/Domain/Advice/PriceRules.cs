using Mesh.Domain.Errors;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Advice;

/// <summary>What must hold for declared prices.</summary>
internal static class PriceRules
{
    public static IEnumerable<FieldProblem> Check(SystemDefinition system)
    {
        if (system.Prices is not { } prices)
        {
            yield break;
        }

        if (prices.MinimumHosts > prices.Hosts)
        {
            yield return new FieldProblem(
                "prices.minimumHosts",
                $"is more than the {prices.Hosts} hosts that production has",
                "write how many a hot standby keeps running");
        }

        for (var place = 0; place < prices.Sites.Count; place++)
        {
            var name = prices.Sites[place].Site;
            if (system.Sites.All(site => site.Name != name))
            {
                yield return new FieldProblem(
                    $"prices.sites[{place}].name",
                    $"there is no site '{name}'",
                    NearestWord.Hint(name.Value, [.. system.Sites.Select(site => site.Name.Value)]));
            }
            else if (prices.Sites.Take(place).Any(each => each.Site == name))
            {
                yield return new FieldProblem(
                    $"prices.sites[{place}].name", $"'{name}' is named already", "name each site once");
            }
        }
    }
}
