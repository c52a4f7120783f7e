namespace Mesh.Sources.MariaDb.Log.Events;

/// <summary>
/// Sees a log's events in order and knows where event groups (transactions, single statements) begin and end.
/// </summary>
internal sealed class GroupTracker
{
    /// <summary>The group that is open, or was closed by the last event; null before the first.</summary>
    public GtidEvent? Group { get; private set; }

    /// <summary>Whether a group has begun and not ended.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Forgets an open group: the file ends, and with it what a crash left half-written.</summary>
    public void Abandon() => IsOpen = false;

    /// <summary>Goes on inside of a group that was begun earlier.</summary>
    public void Reopen(GtidEvent group) => (Group, IsOpen) = (group, true);

    /// <summary>Takes the next event.</summary>
    /// <returns>Whether it ends a group.</returns>
    /// <exception cref="FormatException">A group begins inside of another, or the event is not what its type
    /// says.</exception>
    public bool Take(in LogEvent next)
    {
        if (next.Type == EventType.Gtid)
        {
            Group = !IsOpen ? GtidEvent.Parse(next) : throw new FormatException("a group has no end");
            IsOpen = true;
            return false;
        }

        if (!IsOpen || !Ends(next))
        {
            return false;
        }

        IsOpen = false;
        return true;
    }

    private bool Ends(in LogEvent next)
    {
        if (Group!.IsStandalone)
        {
            return !next.Type.IsPrelude()
                && (!next.Type.IsRows() || (RowsEvent.Parse(next).Flags & RowsEvent.EndOfStatement) != 0);
        }

        return next.Type switch
        {
            EventType.Xid or EventType.XaPrepare => true,
            EventType.Query => QueryEvent.Parse(next) is { IsCommit: true } or { IsRollback: true },
            _ => false,
        };
    }
}
