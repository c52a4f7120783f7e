using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Spelling;

namespace Mesh.Domain.Runbooks;

/// <summary>
/// A place among a runbook's steps: before or after a phase, or what is done in it for one component. Every
/// runbook has every place: where nothing is done in a phase, its place is where that would be.
/// </summary>
/// <param name="Before">Before it, else after it.</param>
/// <param name="Phase">The phase.</param>
/// <param name="Component">The component; empty: all that is done in the phase.</param>
public sealed record StepPlace(bool Before, RunbookPhase Phase, string Component = "")
{
    /// <summary>Reads <c>PHASE</c> or <c>PHASE/COMPONENT</c>.</summary>
    public static Parsed<StepPlace> Read(bool before, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var phase = Words.Read<RunbookPhase>(slash < 0 ? text : text[..slash]);
        if (!phase.IsValid)
        {
            return phase.Problem;
        }

        if (slash < 0)
        {
            return new StepPlace(before, phase.Value);
        }

        var component = ComponentName.Read(text[(slash + 1)..]);
        return component.IsValid
            ? new StepPlace(before, phase.Value, component.Value.Value)
            : component.Problem;
    }

    /// <summary>As it is written: the phase, with the component.</summary>
    public string Anchor => Component.Length == 0 ? Words.Of(Phase) : $"{Words.Of(Phase)}/{Component}";

    /// <summary>How many of a plan's steps come before this place.</summary>
    internal int In(IReadOnlyList<RunbookStep> steps)
    {
        bool Named(RunbookStep step) => step.Phase == Phase
            && (Component.Length == 0 || step.Component == Component);

        var places = Enumerable.Range(0, steps.Count);
        var named = places.Where(place => Named(steps[place])).ToList();
        if (named.Count == 0)
        {
            named = [.. places.Where(place => steps[place].Phase == Phase)];
        }

        return named.Count == 0 ? places.Count(place => steps[place].Phase < Phase)
            : Before ? named[0]
            : named[^1] + 1;
    }
}
