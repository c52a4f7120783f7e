using Mesh.Sources.MariaDb.Log.Advancing.Tables;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Events;
using Mesh.Sources.MariaDb.Log.Replay;

namespace Mesh.Sources.MariaDb.Lost;

/// <summary>What groups are.</summary>
internal static class LostGroups
{
    private static readonly TableName Beat = new("mesh", "heartbeat");

    /// <summary>Whether Mesh wrote it to tell the time, and nobody else anything.</summary>
    /// <exception cref="FormatException">An event is not what its type says.</exception>
    public static bool IsHeartbeat(LogGroup group)
    {
        var maps = group.Events.Where(each => each.Type == EventType.TableMap)
            .Select(each => TableMapEvent.Parse(each)).ToList();
        return maps.Count > 0
            && maps.TrueForAll(map => new TableName(map.Database, map.Table) == Beat)
            && !GroupKind.Statements(group).Any();
    }
}
