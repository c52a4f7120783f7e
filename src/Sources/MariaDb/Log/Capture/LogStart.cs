using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>Where a new log begins: the position of the full backup that it belongs to.</summary>
/// <param name="Position">File and offset of the backup's snapshot; offset 4 begins with the whole
/// file.</param>
/// <param name="Gtids">The GTID position of the backup; empty only where the server had no transactions
/// yet.</param>
public sealed record LogStart(LogPosition Position, GtidPosition Gtids);
