using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>Fills a standby within a runbook. Deterministic.</summary>
internal sealed class RunbookFilling(TaskOrchestrationContext context, RunbookInput input)
{
    // A planned move waits for the last transactions, which are captured within seconds; a restore that
    // holds the target already is waited for longer.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <param name="step">The step.</param>
    /// <param name="number">Counts the attempts of the runbook.</param>
    /// <param name="fences">
    /// By component, how the old production was fenced; what is known of the loss is entered there.
    /// </param>
    /// <param name="given">By component, files: until when all that was written is in what they were given.
    /// </param>
    /// <param name="overwrite">Whether what is there was written down and may be replaced.</param>
    /// <param name="begun">Hears which run does it.</param>
    public async Task<StepOutcome> DoAsync(
        RunbookStep step,
        int number,
        Dictionary<string, StepOutcome> fences,
        Dictionary<string, DateTimeOffset> given,
        bool overwrite,
        Action<string> begun)
    {
        var part = input.Situation.Parts.First(each => each.Component == step.Component);
        var fence = fences.GetValueOrDefault(step.Component);
        var filling = new StandbyFilling(context) { Begun = begun };
        var filled = await filling.FillAsync(
            new FillRequest(
                input.System,
                step.Component,
                part.Target,
                $"{input.RunbookId}/{step.Id}-{number}",
                new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero))
            {
                By = input.RequestedBy,
                Overwrite = overwrite,
                Until = input.Situation.Mode == RunbookMode.Planned ? fence?.Database?.Applied ?? "" : "",
            },
            Patience);
        if (filled.Succeeded && fence is { Evidence: { } evidence })
        {
            fences[step.Component] = fence with
            {
                Database = Held(filled.Through, evidence.At) with
                {
                    Applied = fence.Database?.Applied ?? "",
                },
            };
        }

        if (filled.Succeeded && part.Kind == RunbookPartKind.Files)
        {
            given[step.Component] = filled.Through;
        }

        return new StepOutcome(filled.Succeeded, filled.Told)
        {
            Hint = filled.Succeeded ? "" : "see to what it says, then decide 'retry': it goes on where it is",
            Retryable = filled.Retryable,
        };
    }

    // What was captured after the fence holds all there was before it.
    private static DatabaseFacts Held(DateTimeOffset through, DateTimeOffset fenced) =>
        new(DatabaseRole.Replica, through) { NewestCommit = through < fenced ? through : fenced };
}
