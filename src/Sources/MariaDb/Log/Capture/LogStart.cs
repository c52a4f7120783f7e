using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>Where a new log begins: the position of the full backup that it belongs to.</summary>
/// <param name="Position">File and offset of the backup's snapshot; offset 4 begins with the whole
/// file.</param>
/// <param name="Gtids">The GTID position of the backup; empty only where the server had no transactions
/// yet.</param>
public sealed record LogStart(LogPosition Position, GtidPosition Gtids)
{
    /// <summary>Reads <c>FILE:OFFSET GTID</c>.</summary>
    /// <exception cref="Domain.Errors.MeshException"><c>bad-log-position</c>, <c>bad-gtid</c></exception>
    public static LogStart Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', 2);
        return new LogStart(
            LogPosition.Parse(parts[0]), GtidPosition.Parse(parts.Length > 1 ? parts[1] : ""));
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Position} {Gtids}".TrimEnd();
}
