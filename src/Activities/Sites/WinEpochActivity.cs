using System.Security.Cryptography;
using Mesh.Activities.Runs;
using Mesh.Catalog.Runbooks;
using Mesh.Catalog.Systems;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Sites;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Mesh.Sites.Epochs;
using Microsoft.Azure.Functions.Worker;

namespace Mesh.Activities.Sites;

/// <summary>
/// Wins the next epoch for a site, by a majority of the system's voters, in the name of this incarnation. One
/// that was replaced wins none.
/// </summary>
public sealed class WinEpochActivity(
    SystemRegistry systems,
    ProductionBoard productions,
    Incarnation incarnation,
    TimeProvider time,
    RandomNumberGenerator random)
{
    [Function(ActivityNames.WinEpoch)]
    public Task<EpochWon> Run([ActivityTrigger] EpochRequest request, CancellationToken cancellationToken) =>
        Step.RunAsync(async () =>
        {
            var name = SystemName.Parse(request.System);
            var system = (await systems.GetAsync(name, cancellationToken)).Definition;
            var entered = await productions.FindAsync(name, cancellationToken);
            var rules = SystemVoters.Rules(system);
            await using var voters = SystemVoters.Open(system, time);
            await RequireKnownAsync(voters, request, cancellationToken);
            var takeover = new EpochTakeover(voters, rules, time, new Random(ClaimSeed.Of(random)));
            var claim = await takeover.ClaimAsync(
                request.Site, incarnation.Sign(request.Claimer), Math.Max(entered.Epoch, request.Held),
                cancellationToken);
            return new EpochWon(claim.Epoch);
        });

    // A Mesh that was away does not know that production has moved, and would take it from where it is.
    private async Task RequireKnownAsync(
        EpochVoters voters, EpochRequest request, CancellationToken cancellationToken)
    {
        var survey = await voters.SurveyAsync(cancellationToken);
        Succession.RequireNotReplaced(survey, incarnation, request.System);
        if (survey.Won is { } won && won.Epoch > request.Held && won.Site != request.Holder
            && Incarnation.NameIn(won.Claimer) != request.Claimer)
        {
            throw new MeshException(
                Succession.StaleMesh, request.System,
                $"epoch {won.Epoch} has made {won.Site} production, and this runbook knows only of "
                + $"{request.Holder} in epoch {request.Held}",
                "give it up; look who moved production, then ask anew", ExitCode.BadInput);
        }
    }
}
