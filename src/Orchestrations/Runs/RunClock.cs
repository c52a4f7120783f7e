using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// Keeps a run's phases, their times and its status. Entering a phase publishes the status, so that it is recorded
/// before anything that the phase sends.
/// </summary>
internal sealed class RunClock(TaskOrchestrationContext context, RunProgress at)
{
    private readonly List<PhaseTime> times = [.. at.Phases];
    private string phase = "";
    private DateTime entered = context.CurrentUtcDateTime;

    /// <summary>The phases so far, the current one included.</summary>
    public IReadOnlyList<PhaseTime> Times()
    {
        Add(phase, context.CurrentUtcDateTime);
        return [.. times];
    }

    /// <summary>Seconds since the run began.</summary>
    public double Elapsed() => (context.CurrentUtcDateTime - at.StartedAt.UtcDateTime).TotalSeconds;

    /// <summary>Ends the phase before, begins this one and says so.</summary>
    public void Enter(string next, RunTally tally)
    {
        Add(phase, context.CurrentUtcDateTime);
        phase = next;
        Publish(tally);
    }

    /// <summary>Publishes what has been done.</summary>
    public void Publish(RunTally tally)
    {
        var moving = times.Where(time => time.Name == RunPhase.Moving).Sum(time => time.Seconds)
            + (phase == RunPhase.Moving ? (context.CurrentUtcDateTime - entered).TotalSeconds : 0);
        var rate = moving > 0 ? tally.Done.Bytes / moving : 0;
        context.SetCustomStatus(new RunStatus
        {
            Phase = phase,
            Attempt = at.Attempt,
            Page = at.Page,
            FilesDone = tally.Done.Files(),
            BytesDone = tally.Done.Bytes,
            FilesTotal = tally.FilesPlanned,
            BytesTotal = tally.BytesPlanned,
            TotalKnown = tally.PlanComplete,
            BytesPerSecond = Math.Round(rate),
            EtaSeconds = tally.PlanComplete && rate > 0
                ? Math.Round(Math.Max(0, tally.BytesPlanned - tally.Done.Bytes) / rate, 1)
                : null,
            MovementsDone = tally.Movements,
            Warnings = tally.WarningCount,
        });
    }

    private void Add(string name, DateTime until)
    {
        var seconds = (until - entered).TotalSeconds;
        entered = until;
        if (name.Length == 0)
        {
            return;
        }

        var known = times.FindIndex(time => time.Name == name);
        if (known < 0)
        {
            times.Add(new PhaseTime(name, seconds));
        }
        else
        {
            times[known] = times[known] with { Seconds = times[known].Seconds + seconds };
        }
    }
}
