using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>The statements that create, set aside and remove whole instances.</summary>
internal static class InstanceWrites
{
    public static OrchestrationRuntimeStatus? Create(SqliteSession session, NewInstance instance)
    {
        var old = InstanceReads.Find(session, instance.Id);
        if (old is { HasEnded: false })
        {
            return old.Status;
        }

        if (old is not null)
        {
            Delete(session, instance.Id);
        }

        // Results that are still under way to an earlier life of this id must not meet this one.
        var execution = Math.Max(new DateTimeOffset(instance.Start.At).ToUnixTimeMilliseconds(), 1);
        execution = Math.Max(execution, (old?.Execution ?? 0) + 1);
        session.Execute(
            """
            insert into instances(
                id, name, execution, next_sequence, status, created, updated, start_at, input, parent)
            values (@0, @1, @2, 1, @3, @4, @4, @5, @6, @7)
            """,
            instance.Id,
            instance.Start.Name,
            execution,
            (int)OrchestrationRuntimeStatus.Pending,
            instance.Start.At,
            instance.StartAt,
            instance.Start.Input,
            instance.Start.Parent?.InstanceId);
        TurnWrites.InsertEvent(session, instance.Id, execution, 0, HistoryCodec.Encode(instance.Start));
        if (instance.StartAt is { } due)
        {
            TurnWrites.InsertTimer(
                session, new TimerRow(instance.Id, execution, TimerRow.StartOfInstance, due));
        }

        return null;
    }

    public static int SetAside(SqliteSession session, string instance, string reason) => session.Execute(
        "update instances set set_aside = @1 where id = @0 and status in (0, 6, 7)", instance, reason);

    public static bool Release(SqliteSession session, string instance) => session.Execute(
        "update instances set set_aside = null where id = @0 and set_aside is not null", instance) > 0;

    public static IReadOnlyList<string>? TerminateSetAside(
        SqliteSession session, string instance, string? output, DateTime at)
    {
        var ended = session.Execute(
            """
            update instances set status = @1, output = @2, updated = @3, set_aside = null
            where id = @0 and set_aside is not null and status in (0, 6, 7)
            """,
            instance,
            (int)OrchestrationRuntimeStatus.Terminated,
            output,
            at) > 0;
        if (!ended)
        {
            return null;
        }

        TurnWrites.DeleteWaiting(session, instance);
        if (FindParent(session, instance) is not { } parent)
        {
            return [];
        }

        TurnWrites.Send(session, new(parent.InstanceId, parent.Terminated(instance)));
        return [parent.InstanceId];
    }

    public static int Purge(SqliteSession session, PurgeRequest request)
    {
        var arguments = new List<object?>();
        var where = InstanceReads.Condition(request.Filter, arguments);
        if (request.Instance is not null)
        {
            where += $" and id = @{arguments.Count}";
            arguments.Add(request.Instance);
        }

        var roots = session.Query(
            $"select id from instances where status not in (0, 6, 7){where}",
            reader => reader.GetString(0),
            [.. arguments]);
        var all = request.Recursive ? WithChildren(session, roots) : [.. roots];
        foreach (var instance in all)
        {
            Delete(session, instance);
        }

        return all.Count;
    }

    /// <summary>Who waits for the instance; null also when its damaged history does not say.</summary>
    private static ParentLink? FindParent(SqliteSession session, string instance)
    {
        var first = session.Query(
            "select type, payload from history where instance = @0 and sequence = 0",
            reader => new StoredEvent(reader.GetInt32(0), reader.GetFieldValue<byte[]>(1)),
            instance);
        try
        {
            return first is [var stored]
                ? (HistoryCodec.Decode(instance, 0, stored.Type, stored.Payload) as ExecutionStarted)?.Parent
                : null;
        }
        catch (CorruptHistoryException)
        {
            return null;
        }
    }

    private static HashSet<string> WithChildren(SqliteSession session, List<string> roots)
    {
        var all = new HashSet<string>(roots, StringComparer.Ordinal);
        var pending = new Queue<string>(roots);
        while (pending.TryDequeue(out var parent))
        {
            var children = session.Query(
                "select id from instances where parent = @0 and status not in (0, 6, 7)",
                reader => reader.GetString(0),
                parent);
            children.Where(all.Add).ToList().ForEach(pending.Enqueue);
        }

        return all;
    }

    private static void Delete(SqliteSession session, string instance)
    {
        session.Execute("delete from history where instance = @0", instance);
        session.Execute("delete from instances where id = @0", instance);
        TurnWrites.DeleteWaiting(session, instance);
    }
}
