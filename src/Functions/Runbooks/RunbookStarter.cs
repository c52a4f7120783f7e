using System.Security.Cryptography;
using System.Text.Json;
using Mesh.Activities.Sites;
using Mesh.Catalog.Runbooks;
using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Spelling;
using Mesh.Functions.Runs;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Runbooks;
using Microsoft.DurableTask.Client;

namespace Mesh.Functions.Runbooks;

/// <summary>
/// Enters runbooks and starts them. Entering comes first: one whose start was cut off is found there and
/// started later.
/// </summary>
public sealed class RunbookStarter(
    RunbookBook runbooks,
    ProductionBoard productions,
    RunbookPlanner planner,
    WaitingRunbooks waiting,
    AppSettings settings,
    TimeProvider time,
    RandomNumberGenerator random)
{
    /// <summary>Enters a runbook and starts it.</summary>
    /// <param name="client">Starts it.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="by">Who asks, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<RunbookRecord> RequestAsync(
        DurableTaskClient client, RunbookRequest request, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var entered = await EnterAsync(request, by, null, "", cancellationToken);
        var input = JsonSerializer.Deserialize<RunbookInput>(entered.Runbook.Input)!;
        await InstanceStart.OnceAsync(
            client, OrchestratorNames.Runbook, input.RunbookId, input, cancellationToken);
        return entered;
    }

    /// <summary>Enters a runbook, and leaves its start to the caller.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="by">Who asks, for the audit trail.</param>
    /// <param name="id">Its id; null for a new one. The one of that id where there is one already.</param>
    /// <param name="incident">The incident whose course starts it; empty: nobody else does.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RunbookRecord> EnterAsync(
        RunbookRequest request,
        string by,
        string? id,
        string incident,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = await planner.OfAsync(request, cancellationToken);
        var (system, situation) = (SystemName.Parse(request.System), plan.Situation);
        var input = new RunbookInput
        {
            RunbookId = id ?? NewId(system, situation.Kind),
            System = system.Value,
            Situation = situation,
            Epoch = plan.Epoch,
            RequestedBy = by,
            LastGood = plan.LastGood,
            Incident = incident,
            Policy = new RunbookPolicy
            {
                HoldSeconds = settings.AgentSeconds,
                AskSeconds = Math.Min(new RunbookPolicy().AskSeconds, settings.AgentSeconds),
            },
        };
        return await runbooks.RequestAsync(
            new NewRunbook(
                input.RunbookId, system, situation.Kind, situation.Mode, SiteName.Parse(situation.From),
                SiteName.Parse(situation.To), by, JsonSerializer.Serialize(input), plan.Epoch),
            cancellationToken);
    }

    /// <summary>
    /// Starts what was entered and not started, closes what ended without a report, so that its system is
    /// free and its backups run again, and has people told of those that wait for a decision. May be
    /// repeated, by many at once.
    /// </summary>
    public async Task MendAsync(DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        foreach (var entered in await runbooks.UnderWayAsync(cancellationToken))
        {
            var input = JsonSerializer.Deserialize<RunbookInput>(entered.Runbook.Input)!;
            var instance = await client.GetInstanceAsync(
                input.RunbookId, getInputsAndOutputs: true, cancellationToken);
            if (instance is null && !await IsStartedByAsync(client, input.Incident, cancellationToken))
            {
                await InstanceStart.OnceAsync(
                    client, OrchestratorNames.Runbook, input.RunbookId, input, cancellationToken);
            }
            else if (instance?.RuntimeStatus is OrchestrationRuntimeStatus.Failed
                or OrchestrationRuntimeStatus.Terminated)
            {
                await CloseAsync(entered, input, cancellationToken);
            }
            else
            {
                await waiting.LookAsync(input, RunbookLook.Of(instance), cancellationToken);
            }
        }
    }

    // An incident's course starts its runbook as its own, so that nobody else may as long as it is at work.
    private static async Task<bool> IsStartedByAsync(
        DurableTaskClient client, string incident, CancellationToken cancellationToken) =>
        incident.Length > 0
        && await client.GetInstanceAsync(incident, cancellationToken) is { IsCompleted: false };

    private async Task CloseAsync(
        RunbookRecord entered, RunbookInput input, CancellationToken cancellationToken)
    {
        await productions.ThawAsync(entered.Runbook.System, input.RunbookId, cancellationToken);
        var report = new RunbookReport
        {
            RunbookId = input.RunbookId,
            System = input.System,
            Situation = input.Situation,
            RequestedBy = input.RequestedBy,
            Succeeded = false,
            Reason = "it was ended from outside, or could not enter its report; look at the sites",
            Started = entered.RequestedAt,
            Ended = time.GetUtcNow(),
        };
        await runbooks.FinishAsync(
            input.RunbookId, RunbookState.Failed, JsonSerializer.Serialize(report, RunbookJson.Options),
            cancellationToken);
        await waiting.OverAsync(input.System, input.Situation, cancellationToken);
    }

    private string NewId(SystemName system, RunbookKind kind)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.GetBytes(bytes);
        return $"{system}.{Words.Of(kind)}.{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}-"
            + Convert.ToHexStringLower(bytes);
    }
}
