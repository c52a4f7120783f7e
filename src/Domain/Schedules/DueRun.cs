using Mesh.Domain.Runs;

namespace Mesh.Domain.Schedules;

/// <summary>A backup that should start now.</summary>
/// <param name="Occurrence">The scheduled time, in UTC; it names the run, so that it starts once.</param>
/// <param name="Mode">Full when a full backup is among what is due.</param>
/// <param name="CatchesUp">
/// True when earlier occurrences were missed and this one run stands for them all.
/// </param>
public sealed record DueRun(DateTimeOffset Occurrence, BackupMode Mode, bool CatchesUp);
