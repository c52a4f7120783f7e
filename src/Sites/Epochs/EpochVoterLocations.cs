using Mesh.Storage;
using Mesh.Storage.Retries;

namespace Mesh.Sites.Epochs;

/// <summary>Opens voters at their locations.</summary>
public static class EpochVoterLocations
{
    /// <summary>The voters of a system; nothing is read yet.</summary>
    /// <param name="system">The system's name.</param>
    /// <param name="locations">A store's location by the voter's name: a folder, or
    /// <c>azure:container:/prefix</c>.</param>
    /// <param name="rules">How long one is waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">How stores are opened.</param>
    public static EpochVoters Open(
        string system,
        IReadOnlyDictionary<string, string> locations,
        LeaseRules rules,
        TimeProvider time,
        ObjectStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(locations);
        ArgumentNullException.ThrowIfNull(rules);

        // Whoever asks asks again soon; what is tried too long here would be missing there.
        var impatient = (options ?? new ObjectStoreOptions()) with
        {
            Retry = new RetryOptions
            {
                FirstDelay = rules.VoterLimit / 20, GiveUpAfter = rules.VoterLimit / 2,
                StallLimit = rules.VoterLimit, CancellationLimit = rules.VoterLimit,
            },
        };
        return new EpochVoters(
            [
                .. locations.Select(voter => new EpochVoter(
                    voter.Key, ObjectStores.Open(voter.Value, time, impatient), system, rules.VoterLimit,
                    time)),
            ],
            time);
    }
}
