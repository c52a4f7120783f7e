using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Replay;
using Mesh.Runtime.Durable.Store;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>An instance in memory: its row, what its history says, and its live coroutine.</summary>
internal sealed class Activation(InstanceRow row, Ledger ledger, Replayer replayer)
{
    public InstanceRow Row => row;

    public Ledger Ledger => ledger;

    public Replayer Replayer => replayer;

    /// <summary>Why the history could not be repeated; the next turn fails the execution with it.</summary>
    public NonDeterminismException? Divergence { get; private init; }

    public string? CustomStatus =>
        replayer.CustomStatus is { IsSet: true } set ? set.Value : row.CustomStatus;

    /// <summary>
    /// Repeats a stored history. Throws <see cref="CorruptHistoryException"/> or
    /// <see cref="OrchestratorNotFoundException"/> when that cannot be done at all.
    /// </summary>
    public static Activation Restore(
        StoredInstance stored, IDurableFunctions functions, OrchestrationTools tools, Action strangerReported)
    {
        var row = stored.Row;
        var run = functions.FindOrchestrator(row.Name) ?? throw new OrchestratorNotFoundException(row.Name);
        var history = Decode(stored);
        if (history is not [ExecutionStarted start, ..])
        {
            throw new CorruptHistoryException(row.Id, "its history does not begin with its start");
        }

        var ledger = new Ledger(start, row.Execution);
        for (var i = 0; i < history.Count; i++)
        {
            ledger.Apply(history[i], stored.Events[i].Payload.Length);
        }

        var code = new OrchestrationCode(run, tools.Payloads, tools.Loggers);
        var replayer = new Replayer(row.Id, code, start, strangerReported);
        try
        {
            replayer.Replay(history);
        }
        catch (NonDeterminismException e)
        {
            return new Activation(row, ledger, replayer) { Divergence = e };
        }
#pragma warning disable CA1031 // Code cannot make the replayer itself fail: then what it was fed is wrong.
        catch (Exception e)
#pragma warning restore CA1031
        {
            throw new CorruptHistoryException(row.Id, $"its history cannot be repeated: {e.Message}", e);
        }

        return new Activation(row, ledger, replayer);
    }

    /// <summary>
    /// Runs one turn; one that would make the history too large becomes the end of the execution.
    /// </summary>
    public TurnSteps RunTurn(DateTime now, List<HistoryEvent> arrived, bool strangerSeen)
    {
        Exception? broken = strangerSeen ? new NonDurableAwaitException(row.Id) : Divergence;
        if (broken is not null && arrived is not [.., ExecutionTerminated])
        {
            return new([new TurnStarted(now), .. arrived, new ExecutionFailed(Failure.From(broken))]);
        }

        var turn = new TurnSteps(replayer.RunTurn(now, arrived));
        var events = ledger.NextSequence + turn.Events.Count;
        return HistoryLimits.Refuse(row.Id, events, ledger.Bytes + turn.Bytes) is { } refusal
            ? new([new TurnStarted(now), new ExecutionFailed(Failure.From(refusal))])
            : turn;
    }

    private static List<HistoryEvent> Decode(StoredInstance stored)
    {
        var history = new List<HistoryEvent>(stored.Events.Count);
        foreach (var step in stored.Events)
        {
            history.Add(HistoryCodec.Decode(stored.Row.Id, history.Count, step.Type, step.Payload));
        }

        return history;
    }
}
