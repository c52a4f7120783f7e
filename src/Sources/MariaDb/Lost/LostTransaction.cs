using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A transaction that only one server has.</summary>
/// <param name="Group">As it is in the log.</param>
/// <param name="Parts">What it does, in order.</param>
/// <param name="Unwritten">Why it cannot be written so that a client could load it; empty otherwise.</param>
internal sealed record LostTransaction(LogGroup Group, IReadOnlyList<LostPart> Parts, string Unwritten)
{
    public Gtid Gtid => Group.Gtid;

    /// <summary>When it was committed, to the second.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Group.Time);

    /// <summary>Whether Mesh wrote it to tell the time.</summary>
    public required bool IsHeartbeat { get; init; }
}
