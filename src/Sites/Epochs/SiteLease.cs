using System.Security.Cryptography;
using Mesh.Domain.Errors;

namespace Mesh.Sites.Epochs;

/// <summary>
/// A site's permission to be production, which ends by itself. See <see cref="EpochVoters"/> for why two
/// sites never hold one at a time. Whoever acts on it asks <see cref="IsValid"/> at once before the effect:
/// a reading that came late, or a process that stood still, finds it ended.
/// </summary>
/// <param name="site">This site.</param>
/// <param name="watchdog">Whether a watchdog stops the writes at the lease's end.</param>
/// <param name="voters">Who is asked.</param>
/// <param name="memory">What is known over restarts.</param>
/// <param name="rules">How long it lasts.</param>
/// <param name="time">The clock, of which the monotonic part counts.</param>
/// <param name="random">Names the claims.</param>
public sealed class SiteLease(
    string site,
    bool watchdog,
    EpochVoters voters,
    EpochMemory memory,
    LeaseRules rules,
    TimeProvider time,
    RandomNumberGenerator random) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Lock guard = new();
    private long held;
    private long until;
    private long ordered;
    private long barred;
    private (long Epoch, long At) sighted;

    /// <summary>The epoch of the lease that is held, or was held last since the start; 0: none.</summary>
    public long Epoch
    {
        get
        {
            lock (guard)
            {
                return held;
            }
        }
    }

    /// <summary>When it ends, as a timestamp of the clock.</summary>
    public long Until
    {
        get
        {
            lock (guard)
            {
                return until;
            }
        }
    }

    /// <summary>Whether this site may be production now.</summary>
    public bool IsValid => time.GetTimestamp() < Until;

    /// <summary>Ends the lease at once, since a newer epoch is known.</summary>
    public void End()
    {
        lock (guard)
        {
            until = 0;
        }
    }

    /// <summary>
    /// Spares the wait for older leases to end: who gave an order in this epoch has other evidence that the
    /// old production cannot write.
    /// </summary>
    public void AcceptEvidence(long epoch)
    {
        lock (guard)
        {
            ordered = epoch;
        }
    }

    /// <summary>
    /// Asks the voters, and lengthens, takes or ends the lease as they say. A site whose lease still runs,
    /// and that a failed claim of another keeps from being confirmed, claims a higher epoch itself.
    /// </summary>
    /// <returns>What the voters hold.</returns>
    /// <exception cref="MeshException"><c>lease-terms-differ</c>; <c>no-majority</c>, or its memory could
    /// not be written: the lease is not longer than before.</exception>
    public async Task<EpochSurvey> RenewAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var survey = await SurveyAsync(cancellationToken);
            if (IsBarred(survey) && await ReclaimAsync(survey, cancellationToken))
            {
                survey = await SurveyAsync(cancellationToken);
            }

            return Mine(survey) is { } claim ? await TakeAsync(claim, survey, cancellationToken) : survey;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<EpochSurvey> SurveyAsync(CancellationToken cancellationToken)
    {
        var survey = await voters.SurveyAsync(cancellationToken);
        if (survey.Won is { } won)
        {
            if (won.Site != site && won.Epoch > Epoch)
            {
                End();
            }

            await memory.SawAsync(won.Epoch, cancellationToken);
        }

        return survey;
    }

    private EpochClaim? Mine(EpochSurvey survey) =>
        survey.Won is { } won && won.Site == site && won.Epoch >= memory.Seen && survey.IsNewest(won)
            ? won
            : null;

    // Not when first seen: a claim that is just being made will have been won, or not, by the next survey.
    private bool IsBarred(EpochSurvey survey)
    {
        var before = barred;
        barred = survey.HasMajority && survey.Highest > Epoch && memory.Seen <= Epoch ? survey.Highest : 0;
        return IsValid && barred > 0 && barred == before;
    }

    private async Task<bool> ReclaimAsync(EpochSurvey survey, CancellationToken cancellationToken)
    {
        var id = new byte[8];
        random.GetBytes(id);
        var outcome = await voters.ClaimAsync(
            site, $"agent-{site}-{Convert.ToHexStringLower(id)}", survey.Highest, cancellationToken);
        return outcome.Won;
    }

    private async Task<EpochSurvey> TakeAsync(
        EpochClaim claim, EpochSurvey survey, CancellationToken cancellationToken)
    {
        if (Epoch != claim.Epoch)
        {
            if (sighted.Epoch != claim.Epoch)
            {
                // What older leases there are, is only told for certain by a survey that begins afterwards.
                sighted = (claim.Epoch, time.GetTimestamp());
                survey = await SurveyAsync(cancellationToken);
            }

            if (Mine(survey)?.IsSame(claim) != true || !IsClear(claim, survey, out var anew))
            {
                return survey;
            }

            await voters.TellAsync(
                new LeaseRecord(claim.Epoch, site, rules.Length, watchdog), cancellationToken);
            await memory.GrantAsync(claim.Epoch, anew, cancellationToken);
            survey = await SurveyAsync(cancellationToken);
            if (Mine(survey)?.IsSame(claim) != true)
            {
                return survey;
            }
        }

        Extend(claim.Epoch, survey.Began);
        return survey;
    }

    // Of this site's own older leases none stands in the way: one agent holds them all.
    private bool IsClear(EpochClaim claim, EpochSurvey survey, out bool anew)
    {
        var others = survey.Leases
            .Where(lease => lease.Site != site && lease.Epoch > memory.Granted && lease.Epoch < claim.Epoch)
            .ToList();
        anew = others.Count > 0;
        lock (guard)
        {
            return !anew || ordered == claim.Epoch
                || time.GetElapsedTime(sighted.At) >= rules.WaitFor(others.Max(lease => lease.Length));
        }
    }

    private void Extend(long epoch, long began)
    {
        var ends = began + (long)(rules.Length.TotalSeconds * time.TimestampFrequency);
        lock (guard)
        {
            // An order in a newer epoch may have come while the voters were asked.
            if (memory.Seen <= epoch)
            {
                (held, until) = (epoch, epoch == held ? Math.Max(until, ends) : ends);
            }
        }
    }
}
