using System.Globalization;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Epochs;

/// <summary>
/// Who may be production, decided by three voters (or more, an odd number), of which none trusts another and
/// none runs code of ours: two sites and a witness.
/// </summary>
/// <remarks>
/// <para><b>Claims.</b> An epoch is a number that a claim asks for at every voter. A voter keeps one claim an
/// epoch, for ever (<see cref="Storage.PutCondition.IfAbsent"/>), so of two claims to one epoch at most one
/// gets a majority. Production is the site of the newest claim with a majority; a claim without one binds
/// nobody. A claim that is lost, or split, or in doubt is not put again in other words: the next asks for a
/// higher epoch.</para>
/// <para><b>Leases.</b> The site of the newest won claim holds a lease of length T from the beginning of a
/// survey in which a majority knew of no newer claim (<see cref="EpochSurvey.IsNewest"/>). When a newer claim
/// is won, at w, a majority holds it; every majority shares a voter with that one; so every survey that
/// begins after w sees it, and no lease of an older epoch reaches beyond w + T. That holds too where the
/// claim's own site does not know that it won, because an answer was lost or a put came late.</para>
/// <para><b>Waiting.</b> Who has seen the claim won, and waits T (1 + drift) + margin by a monotonic clock
/// from then on, has outlived every older lease. T is read from the <see cref="LeaseRecord"/>s, which an
/// agent puts at a majority <i>before</i> the survey that gives its first lease of an epoch: a survey that
/// begins after w either finds the record, or there was no such lease and never will be one.</para>
/// <para><b>What is assumed</b> of a voter: what it has acknowledged stays, and IfAbsent has one winner. Of
/// the machines: monotonic clocks whose speeds differ by no more than the drift, also while virtual machines
/// are paused. Wall clocks, and how long anything takes or stands still, are not relied on.</para>
/// </remarks>
public sealed class EpochVoters : IAsyncDisposable
{
    private const int Fewest = 3;

    private readonly IReadOnlyList<EpochVoter> voters;
    private readonly TimeProvider time;

    /// <param name="voters">Disposed of with this.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="MeshException"><c>bad-voters</c>: not an odd number from 3, or one name
    /// twice.</exception>
    public EpochVoters(IReadOnlyList<EpochVoter> voters, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(voters);
        ArgumentNullException.ThrowIfNull(time);
        if (voters.Count < Fewest || voters.Count % 2 == 0
            || voters.DistinctBy(voter => voter.Name).Count() < voters.Count)
        {
            throw new MeshException("bad-voters", string.Join(", ", voters.Select(voter => voter.Name)),
                "the voters must be three or another odd number, each with its own name",
                "name the two sites' and a witness that stands at neither", ExitCode.BadInput);
        }

        this.voters = voters;
        this.time = time;
    }

    private int Majority => (voters.Count / 2) + 1;

    /// <summary>Makes the stores voters, all of them; may be repeated.</summary>
    public Task FoundAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(voters.Select(voter => voter.FoundAsync(cancellationToken)));

    /// <summary>Asks all voters; those that do not answer in time are named in the survey.</summary>
    public async Task<EpochSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var silent = new Dictionary<string, string>();
        var readings = new Dictionary<string, VoterReading>();
        var asked = voters.Select(voter => (voter, reading: voter.ReadAsync(cancellationToken))).ToList();
        foreach (var (voter, reading) in asked)
        {
            try
            {
                readings.Add(voter.Name, await reading);
            }
            catch (MeshException error)
            {
                silent.Add(voter.Name, error.Message);
            }
        }

        return new EpochSurvey
        {
            Began = began, Voters = voters.Count, Readings = readings, Silent = silent,
        };
    }

    /// <summary>
    /// Claims the next epoch for a site. Repeated with the same claimer's id, by a process that took over, it
    /// goes on with the claim that it had begun, as long as there is no newer one.
    /// </summary>
    /// <param name="site">The site that would be production.</param>
    /// <param name="claimer">Names this claim; another claim has another id.</param>
    /// <param name="above">The epoch is higher than this one too.</param>
    /// <param name="cancellationToken">Ends it; the claim may be won all the same.</param>
    public async Task<ClaimOutcome> ClaimAsync(
        string site, string claimer, long above, CancellationToken cancellationToken)
    {
        var survey = await SurveyAsync(cancellationToken);
        if (!survey.HasMajority)
        {
            return new(null, false, $"too few voters answer: {Reasons(survey)}");
        }

        var begun = survey.Readings.Values.Select(reading => reading.Newest)
            .FirstOrDefault(claim => claim?.Epoch == survey.Highest && claim.Claimer == claimer
                && claim.Site == site && claim.Epoch > above);
        var claim = begun
            ?? new EpochClaim(Math.Max(survey.Highest, above) + 1, site, claimer, time.GetUtcNow());
        var votes = await Task.WhenAll(voters.Select(voter => voter.VoteAsync(claim, cancellationToken)));
        var given = votes.Count(vote => vote == Vote.Given);
        var refused = votes.Count(vote => vote == Vote.Refused);
        return new(claim, given >= Majority, string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {claim.Epoch}: {given} of {voters.Count} voters gave it, {refused} refused it"));
    }

    /// <summary>Tells a majority of a lease; may be repeated.</summary>
    /// <exception cref="MeshException"><c>lease-terms-differ</c>; <c>no-majority</c>.</exception>
    public async Task TellAsync(LeaseRecord lease, CancellationToken cancellationToken)
    {
        var told = 0;
        MeshException? last = null;
        var telling = voters.Select(voter => voter.TellAsync(lease, cancellationToken)).ToList();
        foreach (var each in telling)
        {
            try
            {
                await each;
                told++;
            }
            catch (MeshException error)
            {
                last = last?.Code == "lease-terms-differ" ? last : error;
            }
        }

        if (last?.Code == "lease-terms-differ")
        {
            throw last;
        }

        if (told < Majority)
        {
            throw new MeshException("no-majority", $"epoch {lease.Epoch}",
                $"only {told} of {voters.Count} voters answer", "see to them, and to the way to them",
                innerException: last);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var voter in voters)
        {
            await voter.DisposeAsync();
        }
    }

    private static string Reasons(EpochSurvey survey) => string.Join("; ", survey.Silent.Values);
}
