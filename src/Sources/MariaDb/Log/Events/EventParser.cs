namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>Reads the inside of events.</summary>
internal static class EventParser
{
    /// <summary>The record that fits the event's type; null for types without an inside of
    /// interest.</summary>
    /// <exception cref="DamagedLogException">The bytes are not what the type says.</exception>
    public static object? Parse(in LogEvent source, string subject)
    {
        try
        {
            return source.Type switch
            {
                EventType.FormatDescription => FormatDescription.Parse(source),
                EventType.Rotate => RotateEvent.Parse(source),
                EventType.Gtid => GtidEvent.Parse(source),
                EventType.GtidList => GtidListEvent.Parse(source),
                EventType.Query => QueryEvent.Parse(source),
                EventType.TableMap => TableMapEvent.Parse(source),
                EventType.AnnotateRows => AnnotateEvent.Parse(source),
                var type when type.IsRows() => RowsEvent.Parse(source),
                _ => null,
            };
        }
        catch (FormatException error)
        {
            throw new DamagedLogException(subject, error.Message, error);
        }
    }
}
