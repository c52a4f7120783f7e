using Mesh.Domain.Errors;

namespace Mesh.Sites.Epochs;

/// <summary>
/// What a runbook does with the voters: it claims an epoch, and waits for the older leases to end.
/// </summary>
/// <param name="voters">Who is asked.</param>
/// <param name="rules">Drift and margin.</param>
/// <param name="time">The clock, of which the monotonic part counts.</param>
/// <param name="random">For the pauses between claims.</param>
public sealed class EpochTakeover(EpochVoters voters, LeaseRules rules, TimeProvider time, Random random)
{
    private const int Claims = 5;

    /// <summary>
    /// Claims an epoch for a site, a few times if others claim too. Repeated with the same id it finds the
    /// claim that it has won.
    /// </summary>
    /// <exception cref="MeshException">
    /// <c>epoch-not-won</c>: too few voters answer, or others won.
    /// </exception>
    public async Task<EpochClaim> ClaimAsync(
        string site, string claimer, long above, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await voters.ClaimAsync(site, claimer, above, cancellationToken);
            if (outcome is { Won: true, Claim: { } won })
            {
                return won;
            }

            if (attempt == Claims)
            {
                throw new MeshException("epoch-not-won", $"site {site}", outcome.Told,
                    "see to the voters; without a majority only a person at the sites can decide");
            }

            // Two that claim at once would else go on splitting the voters. A new try asks for a new epoch.
            above = Math.Max(above, outcome.Claim?.Epoch ?? 0);
            await Task.Delay(rules.VoterLimit * random.NextDouble(), time, cancellationToken);
        }
    }

    /// <summary>
    /// Waits until every older lease of other sites has ended, and names the last of each site. Empty: no
    /// other site has ever held one, which shows nothing about what it writes.
    /// </summary>
    /// <param name="claim">A claim that has been won.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MeshException"><c>epoch-lost</c>: a newer claim has been made.</exception>
    public async Task<IReadOnlyList<LeaseEnd>> WaitForLeasesAsync(
        EpochClaim claim, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claim);
        await RequireAsync(claim, cancellationToken);
        var began = time.GetTimestamp();
        var survey = await RequireAsync(claim, cancellationToken);
        var leases = survey.Leases.Where(lease => lease.Site != claim.Site && lease.Epoch < claim.Epoch)
            .ToList();
        if (leases.Count == 0)
        {
            return [];
        }

        var wait = rules.WaitFor(leases.Max(lease => lease.Length));
        while (time.GetElapsedTime(began) < wait)
        {
            // Delays are whole milliseconds, rounded down.
            await Task.Delay(
                wait - time.GetElapsedTime(began) + TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }

        await RequireAsync(claim, cancellationToken);
        return [.. leases.GroupBy(lease => lease.Site)
            .Select(site => new LeaseEnd(site.MaxBy(lease => lease.Epoch)!, time.GetElapsedTime(began)))];
    }

    private async Task<EpochSurvey> RequireAsync(EpochClaim claim, CancellationToken cancellationToken)
    {
        var survey = await voters.SurveyAsync(cancellationToken);
        return survey.IsNewest(claim)
            ? survey
            : throw new MeshException("epoch-lost", $"epoch {claim.Epoch} of site {claim.Site}",
                survey.HasMajority
                    ? $"epoch {survey.Highest} has been claimed since"
                    : $"too few voters answer: {string.Join("; ", survey.Silent.Values)}",
                "begin again with a new claim");
    }
}
