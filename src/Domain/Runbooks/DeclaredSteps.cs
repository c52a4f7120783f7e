using Mesh.Domain.Sites;

namespace Mesh.Domain.Runbooks;

/// <summary>Puts the steps that a system declares among those of a plan.</summary>
internal static class DeclaredSteps
{
    // A person may take as long as it takes; this is only what a plan shows.
    private const double Person = 0;

    /// <summary>
    /// All steps in their order; those of one place in the order of their declaration, what comes after one
    /// phase before what comes before the next.
    /// </summary>
    public static IReadOnlyList<RunbookStep> Among(
        IReadOnlyList<RunbookStep> steps, RunbookSituation situation)
    {
        var added = situation.Declared
            .Where(step => step.BelongsTo(situation.Kind, situation.Mode))
            .Select(step => (Step: step, Place: step.Place.In(steps)))
            .OrderBy(each => each.Place)
            .ThenBy(each => each.Step.Place.Before)
            .ToLookup(each => each.Place, each => each.Step);
        var all = new List<RunbookStep>();
        for (var place = 0; place <= steps.Count; place++)
        {
            all.AddRange(added[place].Select(step => Of(step, situation, Phase(step, steps, place))));
            if (place < steps.Count)
            {
                all.Add(steps[place]);
            }
        }

        return all;
    }

    // What comes before anything is promoted can still be undone, and so can what waits there.
    private static RunbookPhase Phase(DeclaredStep step, IReadOnlyList<RunbookStep> steps, int place) =>
        step.Place is { Phase: RunbookPhase.Promote, Before: true }
        && steps.Take(place).All(before => before.Phase < RunbookPhase.Promote)
            ? RunbookPhase.CatchUp
            : step.Place.Phase;

    private static RunbookStep Of(DeclaredStep step, RunbookSituation situation, RunbookPhase phase)
    {
        var site = step.AtOld ? situation.From : situation.To;
        return step.Kind switch
        {
            DeclaredStepKind.Gate => Ask($"gate-{step.Name}", $"may it go on? {step.Text}"),
            DeclaredStepKind.Manual => Ask($"manual-{step.Name}", $"by hand: {step.Text}"),
            _ => new RunbookStep(
                $"script-{step.Name}", phase, RunbookAction.Order,
                $"{step.Name} at {site}: run the agent's script{(step.Text.Length > 0 ? ": " : "")}{step.Text}",
                step.Seconds)
            {
                Site = site, Component = step.Name, Verb = SiteVerb.Run, MaySkip = step.MaySkip,
            },
        };

        RunbookStep Ask(string id, string title) =>
            new(id, phase, RunbookAction.Confirm, title, Person) { By = step.By, MaySkip = step.MaySkip };
    }
}
