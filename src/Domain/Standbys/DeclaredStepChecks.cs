using Mesh.Domain.Errors;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What must hold of the steps that a system adds to its runbooks.</summary>
internal static class DeclaredStepChecks
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static IEnumerable<FieldProblem> Check(SystemDefinition system, FailoverRules failover)
    {
        for (var place = 0; place < failover.Steps.Count; place++)
        {
            var step = failover.Steps[place];
            var field = $"failover.steps[{place}]";
            var names = system.Components.Select(component => component.Name.Value);
            if (names.Concat(failover.Steps.Take(place).Select(before => before.Name)).Contains(step.Name))
            {
                yield return new FieldProblem(
                    $"{field}.name",
                    $"a component or another step is called '{step.Name}' too",
                    "give the step its own name");
            }

            if (step.Place.Component is { Length: > 0 } component && !names.Contains(component))
            {
                yield return new FieldProblem(
                    $"{field}.{(step.Place.Before ? "before" : "after")}",
                    $"there is no component '{component}'",
                    NearestWord.Hint(component, [.. names]));
            }

            if (TimeSpan.FromSeconds(step.Seconds) is var limit
                && (limit < TimeSpan.FromSeconds(1) || limit > Longest))
            {
                yield return new FieldProblem(
                    $"{field}.within",
                    $"'{Durations.Format(limit)}' is not between 1s and {Durations.Format(Longest)}",
                    "write a time between them");
            }

            // What comes last keeps nobody from being served.
            if (failover.Mode == FailoverMode.Automatic && step.Waits
                && step.BelongsTo(RunbookKind.Failover, RunbookMode.Unplanned)
                && step.Place.Phase != RunbookPhase.Protect)
            {
                yield return new FieldProblem(
                    $"{field}.kind",
                    "an automatic failover would wait for a person here",
                    "write 'mode: approve', 'when: planned' or 'of: failback', or 'after: protect'");
            }
        }
    }
}
