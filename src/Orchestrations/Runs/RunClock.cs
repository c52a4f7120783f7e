using Mesh.Domain.Measures;
using Mesh.Orchestrations.Movements;
using Microsoft.DurableTask;

namespace Mesh.Orchestrations.Runs;

/// <summary>
/// Keeps a run's phases, their times and its status. Entering a phase publishes the status, so that it is
/// recorded before anything that the phase sends.
/// </summary>
internal sealed class RunClock(TaskOrchestrationContext context, RunProgress at)
{
    private readonly List<PhaseTime> times = [.. at.Phases];
    private string phase = "";

    /// <summary>The step of the run; each phase entered is a new one.</summary>
    public int Step { get; private set; } = at.Step;

    /// <summary>The phases so far; the last one goes on.</summary>
    public IReadOnlyList<PhaseTime> Times()
    {
        Extend();
        return [.. times];
    }

    /// <summary>What the run's next execution needs to go on where this one ends.</summary>
    public RunProgress Carry(RunProgress progress) => progress with { Step = Step, Phases = Times() };

    /// <summary>Seconds since the run began.</summary>
    public double Elapsed() => (context.CurrentUtcDateTime - at.StartedAt.UtcDateTime).TotalSeconds;

    /// <summary>Begins a phase and says so.</summary>
    /// <param name="next">The phase.</param>
    /// <param name="tally">What has been done so far.</param>
    /// <param name="measuredAs">The phase that its time counts for: planning pages is part of moving.</param>
    public void Enter(string next, RunTally tally, string? measuredAs = null)
    {
        Extend();
        phase = next;
        Step++;
        var name = measuredAs ?? next;
        if (times.Count == 0 || times[^1].Name != name)
        {
            times.Add(new PhaseTime(name, Now(), Now()));
        }

        Publish(tally);
    }

    /// <summary>Tells the parts of the phase that is about to end apart, which lasts as long as
    /// before.</summary>
    public void Divide(IReadOnlyList<StageTime> stages)
    {
        Extend();
        var whole = times[^1];
        var began = whole.Started;
        var parts = new List<PhaseTime>();
        foreach (var stage in stages)
        {
            var end = began + TimeSpan.FromSeconds(stage.Seconds);
            end = end > whole.Ended ? whole.Ended : end;
            parts.Add(new PhaseTime(stage.Name, began, end));
            began = end;
        }

        times.RemoveAt(times.Count - 1);
        times.AddRange(parts);
        times.Add(whole with { Started = began });
    }

    /// <summary>Publishes what has been done.</summary>
    public void Publish(RunTally tally)
    {
        Extend();
        var moving = times.Where(time => time.Name == RunPhase.Moving).Sum(time => time.Length.TotalSeconds);
        Publish(tally, Figures(tally), moving);
    }

    /// <summary>Publishes how far the one movement is that the phase is waiting for.</summary>
    public void Publish(RunTally tally, MovementReading reading)
    {
        Extend();
        Publish(tally, reading, times.Count > 0 ? times[^1].Length.TotalSeconds : 0);
    }

    private void Publish(RunTally tally, MovementReading reading, double seconds)
    {
        var rate = seconds > 0 ? reading.Bytes / seconds : 0;
        context.SetCustomStatus(new RunStatus
        {
            Phase = phase,
            Step = Step,
            Attempt = at.Attempt,
            Page = at.Page,
            FilesDone = reading.Files,
            BytesDone = reading.Bytes,
            FilesTotal = reading.TotalFiles ?? tally.FilesPlanned,
            BytesTotal = reading.TotalBytes ?? tally.BytesPlanned,
            TotalKnown = reading.TotalBytes is not null,
            BytesPerSecond = Math.Round(rate),
            EtaSeconds = reading.TotalBytes is { } total && rate > 0
                ? Math.Round(Math.Max(0, total - reading.Bytes) / rate, 1)
                : null,
            MovementsDone = tally.Movements,
            Warnings = tally.WarningCount,
        });
    }

    private static MovementReading Figures(RunTally tally) => new(
        tally.Done.Bytes,
        tally.PlanComplete ? tally.BytesPlanned : null,
        tally.Done.Files(),
        tally.PlanComplete ? tally.FilesPlanned : null);

    private DateTimeOffset Now() => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private void Extend()
    {
        if (times.Count > 0)
        {
            times[^1] = times[^1] with { Ended = Now() };
        }
    }
}
