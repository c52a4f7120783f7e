using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>A transaction and when it was committed, to the second.</summary>
internal sealed record LostMoment(Gtid Gtid, DateTimeOffset At)
{
    public static LostMoment Of(Log.Chain.LogGroup group) =>
        new(group.Gtid, DateTimeOffset.FromUnixTimeSeconds(group.Time));
}
