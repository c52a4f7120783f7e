using System.Text.RegularExpressions;
using Mesh.Runtime.Durable.History;

namespace Mesh.Durable.Tests.Kit;

/// <summary>
/// A history without what may rightly differ between two runs of one scenario: times, stack traces, how
/// arrivals share turns, and in which order independent arrivals come.
/// </summary>
internal static partial class Normalized
{
    public static string Of(IReadOnlyList<HistoryEvent> history)
    {
        var lines = new List<string>();
        var arrivals = new List<string>();
        foreach (var step in history.Where(step => step is not TurnStarted))
        {
            if (step.IsAction || step.IsEnd)
            {
                lines.Add(Line(step));
            }
            else
            {
                arrivals.Add(Line(step));
            }
        }

        arrivals.Sort(StringComparer.Ordinal);
        var text = string.Join('\n', ["made:", .. lines, "arrived:", .. arrivals]);
        return Ticks().Replace(DerivedIds().Replace(text, "(id)"), "(ticks)");
    }

    /// <summary>Ids are derived from the time, among others.</summary>
    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex DerivedIds();

    [GeneratedRegex("[0-9]{18}")]
    private static partial Regex Ticks();

    private static string Line(HistoryEvent step) => step switch
    {
        ExecutionStarted s => $"started {s.Name} {s.Input} by {s.Parent?.Name}#{s.Parent?.TaskId}",
        TimerCreated s => $"timer {s.Id}",
        ChildScheduled s => $"child {s.Id} {s.Name} {s.Input}",
        TaskFailed s => $"task failed {s.Id} {s.Failure.Type} {s.Failure.Message}",
        ChildFailed s => $"child failed {s.Id} {s.Failure.Type} {s.Failure.Message}",
        ExecutionFailed s => $"failed {s.Failure.Type} {s.Failure.Message}",
        ContinuedAsNew s => $"continued {s.Input} {string.Join(',', s.Events)}",
        _ => step.ToString(),
    };
}
