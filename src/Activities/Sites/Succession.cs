using System.Security.Cryptography;
using Mesh.Catalog.Paging;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Domain.Systems;
using Mesh.Sites.Epochs;

namespace Mesh.Activities.Sites;

/// <summary>
/// Takes the place of a Mesh that was lost: claims a newer epoch of each system, for the site that is
/// production anyhow, so that agents refuse what the lost one orders should it come back, and the voters tell
/// it why. It moves no production. Every call may be repeated.
/// </summary>
public sealed class Succession(
    SystemRegistry systems,
    ProductionBoard productions,
    RunbookBook runbooks,
    TimeProvider time,
    RandomNumberGenerator random)
{
    /// <summary>The code of the refusal of a Mesh whose place another has taken.</summary>
    public const string StaleMesh = "stale-mesh";

    private const string Step = "rescue";

    /// <summary>Refuses an incarnation that the voters show to have been replaced.</summary>
    /// <exception cref="MeshException"><c>stale-mesh</c>: an incarnation that it does not know has
    /// claimed.</exception>
    public static void RequireNotReplaced(EpochSurvey survey, Incarnation incarnation, string system)
    {
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(incarnation);

        // Lost claims count too: who was rescued speaks for itself, whether or not a majority has heard it.
        var stranger = survey.Claims.Where(claim => !incarnation.Knows(claim.Claimer))
            .MaxBy(claim => claim.Epoch);
        if (stranger is not null)
        {
            throw new MeshException(
                StaleMesh, system,
                $"this Mesh is stale: {Incarnation.SignerOf(stranger.Claimer)} has taken its place, and "
                + $"claimed epoch {stranger.Epoch} for {stranger.Site}",
                "stop this Mesh and use that one; if that one is gone for good, stop this one and run "
                + "'mesh rescue --claim' on its data folder",
                ExitCode.BadInput);
        }
    }

    /// <summary>The incarnations that the voters of all systems know and this one does not.</summary>
    public async Task<IReadOnlyList<string>> StrangersAsync(
        Incarnation incarnation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incarnation);
        var found = new List<EpochClaim>();
        foreach (var system in await AllAsync(cancellationToken))
        {
            if (SystemVoters.AreDeclared(system))
            {
                await using var voters = SystemVoters.Open(system, time);
                var survey = await voters.SurveyAsync(cancellationToken);
                found.AddRange(survey.Claims.Where(claim => !incarnation.Knows(claim.Claimer)));
            }
        }

        return [.. found.OrderByDescending(claim => claim.At)
            .Select(claim => Incarnation.SignerOf(claim.Claimer)!).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Claims for every system that has voters; what fails for one keeps no other back.</summary>
    public async Task<IReadOnlyList<SystemSuccession>> TakeAsync(
        Incarnation incarnation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(incarnation);
        var underWay = (await runbooks.UnderWayAsync(cancellationToken))
            .ToDictionary(each => each.Runbook.System.Value, each => each.Runbook.Id, StringComparer.Ordinal);
        var taken = new List<SystemSuccession>();
        foreach (var system in await AllAsync(cancellationToken))
        {
            var entered = await productions.FindAsync(system.Name, cancellationToken);
            var known = new SystemSuccession(system.Name.Value, SuccessionState.NotNeeded)
            {
                Catalogued = entered.Site?.Value ?? "",
                Runbook = underWay.GetValueOrDefault(system.Name.Value, ""),
            };
            taken.Add(SystemVoters.AreDeclared(system)
                ? await TakeOrTellAsync(system, known, entered.Epoch, incarnation, cancellationToken)
                : known);
        }

        return taken;
    }

    private async Task<SystemSuccession> TakeOrTellAsync(
        SystemDefinition system,
        SystemSuccession known,
        long entered,
        Incarnation incarnation,
        CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(system, known, entered, incarnation, cancellationToken);
        }
        catch (MeshException error)
        {
            var state = error.Code == StaleMesh ? SuccessionState.Replaced : SuccessionState.Unreached;
            return known with { State = state, Told = error.Message };
        }
    }

    private async Task<SystemSuccession> TakeAsync(
        SystemDefinition system,
        SystemSuccession known,
        long entered,
        Incarnation incarnation,
        CancellationToken cancellationToken)
    {
        await using var voters = SystemVoters.Open(system, time);
        var survey = await voters.SurveyAsync(cancellationToken);
        RequireNotReplaced(survey, incarnation, system.Name.Value);
        if (!survey.HasMajority)
        {
            return known with
            {
                State = SuccessionState.Unreached,
                Told = $"too few voters answer: {string.Join("; ", survey.Silent.Values)}",
            };
        }

        if (survey.Won is not { } won)
        {
            return known;
        }

        var own = survey.Claims
            .Where(claim => Incarnation.SignerOf(claim.Claimer) == incarnation.Id && survey.IsWon(claim))
            .MaxBy(claim => claim.Epoch);
        var newest = own is not null
            ? won
            : await new EpochTakeover(
                voters, SystemVoters.Rules(system), time, new Random(ClaimSeed.Of(random))).ClaimAsync(
                won.Site, incarnation.Sign(Step), Math.Max(entered, won.Epoch), cancellationToken);

        // A runbook that is under way enters by itself where it has led production.
        if (known.Runbook.Length == 0 && newest.Claimer == incarnation.Sign(Step))
        {
            await productions.EnterAsync(
                system.Name, SiteName.Parse(newest.Site), newest.Epoch, Step, cancellationToken);
        }

        return known with
        {
            State = SuccessionState.Claimed,
            Site = newest.Site,
            Epoch = newest.Epoch,
            Before = own is null ? won.Claimer : "",
        };
    }

    private async Task<IReadOnlyList<SystemDefinition>> AllAsync(CancellationToken cancellationToken)
    {
        var all = new List<SystemDefinition>();
        var request = new PageRequest(PageRequest.Largest);
        while (true)
        {
            var page = await systems.ListAsync(request, cancellationToken);
            all.AddRange(page.Items.Select(record => record.Definition));
            if (page.Next is null)
            {
                return all;
            }

            request = request with { After = page.Next };
        }
    }
}
