using Mesh.Sources.MariaDb.Protocol;

namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Begins an event group and names it.</summary>
internal sealed record GtidEvent(Gtid Gtid, GtidFlags Flags)
{
    /// <summary>The group is this event and one statement, without an end of its own.</summary>
    public bool IsStandalone => Flags.HasFlag(GtidFlags.Standalone);

    public static GtidEvent Parse(in LogEvent source)
    {
        var cursor = new ByteCursor(source.Body);
        var sequence = cursor.UInt64();
        var domain = cursor.UInt32();
        return new GtidEvent(
            new Gtid(domain, source.Header.ServerId, sequence), (GtidFlags)cursor.UInt8());
    }
}
