using Mesh.Domain.Names;
using Mesh.Domain.Runs;

namespace Mesh.Catalog.Proofs;

/// <summary>One rehearsal of a restore, on a scratch server.</summary>
/// <param name="Run">The run that did it.</param>
/// <param name="Part">Which of the run's: <c>newest</c> or <c>moment</c>.</param>
/// <param name="Component">What was restored.</param>
/// <param name="Point">The recovery point it began with.</param>
/// <param name="Succeeded">Whether all was as it should be.</param>
public sealed record ProofRecord(
    RunId Run, string Part, ComponentAddress Component, RunId Point, bool Succeeded)
{
    /// <summary>When it was entered.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Where the log was applied to, as <c>FILE:OFFSET GTID</c>; empty for the point's own
    /// state.</summary>
    public string Position { get; init; } = "";

    /// <summary>What speaks against the point or its log; empty where it succeeded.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>The stages in order, with the seconds that each took.</summary>
    public IReadOnlyList<ProofStage> Stages { get; init; } = [];

    /// <summary>Of what was loaded.</summary>
    public long Bytes { get; init; }

    /// <summary>Of the log that was applied.</summary>
    public long LogBytes { get; init; }

    /// <summary>The span of time whose log was applied; 0 where that is not known.</summary>
    public double LogSeconds { get; init; }

    /// <summary>Tables whose rows are those that they should be.</summary>
    public int TablesCompared { get; init; }

    /// <summary>Tables that could only be read through.</summary>
    public int TablesScanned { get; init; }

    /// <summary>The time of some stages together.</summary>
    public TimeSpan TimeOf(params ReadOnlySpan<string> stages)
    {
        var sum = 0.0;
        foreach (var stage in Stages)
        {
            sum += stages.Contains(stage.Name) ? stage.Seconds : 0;
        }

        return TimeSpan.FromSeconds(sum);
    }
}
