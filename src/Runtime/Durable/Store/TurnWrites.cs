using Mesh.Runtime.Durable.History;
using Microsoft.DurableTask.Client;

namespace Mesh.Runtime.Durable.Store;

/// <summary>The statements that write one turn of one instance.</summary>
internal static class TurnWrites
{
    /// <summary>Returns the place after the last event. Everything here is one transaction.</summary>
    public static long Append(SqliteSession session, TurnCommit commit)
    {
        var next = commit.FirstSequence + commit.Events.Count;
        Fence(session, commit, next);
        for (var i = 0; i < commit.Events.Count; i++)
        {
            InsertEvent(
                session, commit.Instance, commit.Execution, commit.FirstSequence + i, commit.Events[i]);
        }

        foreach (var number in commit.ConsumedInbox)
        {
            session.Execute("delete from inbox where number = @0", number);
        }

        foreach (var timer in commit.EndedTimers)
        {
            session.Execute(
                "delete from timers where instance = @0 and execution = @1 and id = @2",
                commit.Instance,
                commit.Execution,
                timer);
        }

        foreach (var timer in commit.NewTimers)
        {
            InsertTimer(session, timer);
        }

        foreach (var child in commit.Children)
        {
            CreateChild(session, child);
        }

        foreach (var message in commit.Messages)
        {
            Send(session, message);
        }

        if (commit.Next is { } following)
        {
            ContinueAsNew(session, commit, following);
        }
        else if (commit.Status.HasEnded())
        {
            DeleteWaiting(session, commit.Instance);
        }

        return next;
    }

    public static bool Send(SqliteSession session, OutgoingMessage message) => session.Execute(
        """
        insert into inbox(instance, payload)
        select id, @1 from instances where id = @0 and status in (0, 6, 7)
        """,
        message.Instance,
        HistoryCodec.EncodeMessage(message.Message)) > 0;

    public static void InsertEvent(
        SqliteSession session, string instance, long execution, long sequence, StoredEvent step) =>
        session.Execute(
            "insert into history(instance, execution, sequence, type, payload) values (@0, @1, @2, @3, @4)",
            instance,
            execution,
            sequence,
            step.Type,
            step.Payload);

    public static void InsertTimer(SqliteSession session, TimerRow timer) => session.Execute(
        "insert into timers(instance, execution, id, due) values (@0, @1, @2, @3)",
        timer.Instance,
        timer.Execution,
        timer.Id,
        timer.Due);

    public static void DeleteWaiting(SqliteSession session, string instance)
    {
        session.Execute("delete from timers where instance = @0", instance);
        session.Execute("delete from inbox where instance = @0", instance);
    }

    /// <summary>Only the owner that knows where the history ends may add to it.</summary>
    private static void Fence(SqliteSession session, TurnCommit commit, long next)
    {
        var owned = session.Execute(
            """
            update instances
            set next_sequence = @3, status = @4, updated = @5, custom_status = @6, output = @7, failure = @8
            where id = @0 and execution = @1 and next_sequence = @2
                and status in (0, 6, 7) and set_aside is null
            """,
            commit.Instance,
            commit.Execution,
            commit.FirstSequence,
            next,
            (int)commit.Status,
            commit.At,
            commit.CustomStatus,
            commit.Output,
            commit.Failure is null ? null : HistoryCodec.EncodeFailure(commit.Failure));
        if (owned == 0)
        {
            throw new HistoryConflictException(commit.Instance);
        }
    }

    private static void CreateChild(SqliteSession session, NewInstance child)
    {
        if (InstanceWrites.Create(session, child) is not { } status)
        {
            return;
        }

        var parent = child.Start.Parent!;
        var failure = new Failure(
            typeof(InvalidOperationException).FullName!,
            $"An orchestration instance with the id '{child.Id}' already exists and is {status}.");
        Send(session, new OutgoingMessage(parent.InstanceId, parent.Failed(failure)));
    }

    private static void ContinueAsNew(SqliteSession session, TurnCommit commit, NextExecution following)
    {
        session.Execute(
            "delete from history where instance = @0 and execution < @1",
            commit.Instance,
            following.Execution);
        session.Execute("delete from timers where instance = @0", commit.Instance);
        session.Execute(
            "update instances set execution = @1, next_sequence = @2, input = @3, status = @4 where id = @0",
            commit.Instance,
            following.Execution,
            following.Events.Count,
            following.Input,
            (int)OrchestrationRuntimeStatus.Running);
        for (var i = 0; i < following.Events.Count; i++)
        {
            InsertEvent(session, commit.Instance, following.Execution, i, following.Events[i]);
        }
    }
}
