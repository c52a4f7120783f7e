using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>How far a replay has come.</summary>
/// <param name="Bytes">Of the log, committed on the target.</param>
/// <param name="TotalBytes">Of the log, in all.</param>
/// <param name="Groups">Transactions committed by this run.</param>
/// <param name="Gtid">The latest of them.</param>
/// <param name="Remaining">How long the rest will take at the speed so far; null while that is not
/// known.</param>
public readonly record struct ReplayProgress(
    long Bytes, long TotalBytes, long Groups, Gtid? Gtid, TimeSpan? Remaining);
