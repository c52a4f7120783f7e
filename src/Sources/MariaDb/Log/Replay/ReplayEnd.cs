using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Where a replay ends.</summary>
public sealed record ReplayEnd
{
    private ReplayEnd()
    {
    }

    /// <summary>With all that is in the vault.</summary>
    public static ReplayEnd OfLog { get; } = new();

    internal DateTimeOffset? Time { get; private init; }

    internal Gtid? Last { get; private init; }

    internal Gtid? Next { get; private init; }

    internal LogPosition? Position { get; private init; }

    /// <summary>
    /// Before the first transaction, in the log's order, that was committed after the time. The log knows
    /// commit times by the second: all of the time's own second is included.
    /// </summary>
    public static ReplayEnd At(DateTimeOffset time) => new() { Time = time };

    /// <summary>With this transaction as the last.</summary>
    public static ReplayEnd Through(Gtid gtid) => new() { Last = gtid };

    /// <summary>Just before this transaction.</summary>
    public static ReplayEnd Before(Gtid gtid) => new() { Next = gtid };

    /// <summary>With the last transaction that ends at or before the position.</summary>
    public static ReplayEnd AtPosition(LogPosition position) => new() { Position = position };

    /// <summary>What an end means in the log of a MariaDB server.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>bad-gtid</c>, <c>bad-log-position</c></exception>
    public static ReplayEnd Of(LogEnd end) => end switch
    {
        { Time: { } moment } => At(moment),
        { Last: { } last } => Through(Gtid.Parse(last)),
        { Next: { } next } => Before(Gtid.Parse(next)),
        { Position: { } position } => AtPosition(LogStart.Parse(position).Position),
        _ => OfLog,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        Time is { } time ? $"time {time:O}"
        : Last is { } last ? $"GTID {last}"
        : Next is { } next ? $"before GTID {next}"
        : Position is { } position ? $"position {position}"
        : "end of the log";
}
