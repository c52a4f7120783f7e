using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>A transaction, or a statement that is one by itself.</summary>
/// <param name="Head">Its name and flags.</param>
/// <param name="Time">When it was committed, in seconds since 1970.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="FileHeader">Of its file: how its events are written.</param>
/// <param name="Events">All of them, the GTID event first.</param>
internal sealed record LogGroup(
    GtidEvent Head,
    uint Time,
    LogPosition From,
    LogPosition To,
    byte[] FileHeader,
    IReadOnlyList<LogEvent> Events)
{
    public Gtid Gtid => Head.Gtid;
}
