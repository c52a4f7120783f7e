namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>What kinds of event have in common.</summary>
internal static class EventTypes
{
    public static bool IsRows(this EventType type) => type
        is EventType.WriteRowsV1 or EventType.UpdateRowsV1 or EventType.DeleteRowsV1
        or EventType.WriteRows or EventType.UpdateRows or EventType.DeleteRows;

    public static bool IsCompressed(this EventType type) =>
        type is >= EventType.QueryCompressed and <= EventType.DeleteRowsCompressed;

    /// <summary>Whether an update's rows come in pairs: before and after.</summary>
    public static bool IsUpdate(this EventType type) =>
        type is EventType.UpdateRowsV1 or EventType.UpdateRows;

    /// <summary>Whether it only prepares the statement that comes behind it.</summary>
    public static bool IsPrelude(this EventType type) => type
        is EventType.IntVar or EventType.Rand or EventType.UserVar or EventType.TableMap
        or EventType.AnnotateRows;
}
