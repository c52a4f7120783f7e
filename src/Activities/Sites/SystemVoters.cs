using Mesh.Domain.Errors;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;
using Mesh.Sites.Epochs;

namespace Mesh.Activities.Sites;

/// <summary>The voters that a system declares.</summary>
internal static class SystemVoters
{
    private const int Fewest = 3;

    /// <summary>How long its leases are and what their end allows for.</summary>
    public static LeaseRules Rules(SystemDefinition system) => new()
    {
        Length = system.Failover?.Lease ?? FailoverRules.UsualLease,
        Margin = FailoverRules.LeaseMargin,
    };

    /// <summary>Whether there are enough of them.</summary>
    public static bool AreDeclared(SystemDefinition system) => Locations(system).Count >= Fewest;

    /// <summary>Opens them; nothing is read yet.</summary>
    /// <exception cref="MeshException"><c>no-voters</c>: too few are declared.</exception>
    public static EpochVoters Open(SystemDefinition system, TimeProvider time)
    {
        var voters = Locations(system);
        return voters.Count >= Fewest
            ? EpochVoterLocations.Open(system.Name.Value, voters, Rules(system), time)
            : throw new MeshException(
                "no-voters", system.Name.Value,
                $"{voters.Count} of the three voters that decide who is production are declared",
                "declare 'voter' for both sites and a 'witness' at a third place", ExitCode.BadInput);
    }

    private static Dictionary<string, string> Locations(SystemDefinition system)
    {
        var voters = system.Sites
            .Where(site => site.Voter is not null)
            .ToDictionary(site => site.Name.Value, site => site.Voter!.Value);
        if (system.Witness is { } witness)
        {
            voters.Add(witness.Name.Value, witness.Voter.Value);
        }

        return voters;
    }
}
