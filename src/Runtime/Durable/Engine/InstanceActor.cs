using Mesh.Domain.Errors;
using Mesh.Runtime.Durable.History;
using Mesh.Runtime.Durable.Store;
using Microsoft.Extensions.Logging;

namespace Mesh.Runtime.Durable.Engine;

/// <summary>
/// The owner of one instance: a mailbox and one pump. The pump drains all that has gathered, runs one turn,
/// commits it, and only then acts on it and acknowledges the senders.
/// </summary>
internal sealed class InstanceActor(string instance, IEngineServices services)
{
    private readonly Lock gate = new();
    private List<Delivery> mailbox = [];
    private bool pumping;
    private Activation? activation;

    /// <summary>Whether the owner has nothing in memory and may be forgotten.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return !pumping && activation is null;
            }
        }
    }

    /// <inheritdoc cref="IInstanceRouter.DeliverAsync"/>
    public Task DeliverAsync(IReadOnlyList<MailItem> mail)
    {
        var delivery = new Delivery(mail);
        lock (gate)
        {
            mailbox.Add(delivery);
            if (!pumping)
            {
                pumping = true;
                _ = Task.Run(PumpAsync);
            }
        }

        return delivery.Done.Task;
    }

    private async Task PumpAsync()
    {
        while (TakeMail() is { } deliveries)
        {
            try
            {
                await ProcessOrSetAsideAsync(deliveries);
                deliveries.ForEach(delivery => delivery.Done.SetResult());
            }
#pragma warning disable CA1031 // The senders get the failure and deliver again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // What is in memory may be ahead of what is recorded.
                activation = null;
                deliveries.ForEach(delivery => delivery.Done.SetException(e));
            }
        }
    }

    private List<Delivery>? TakeMail()
    {
        lock (gate)
        {
            if (mailbox.Count == 0)
            {
                pumping = false;
                return null;
            }

            var taken = mailbox;
            mailbox = [];
            return taken;
        }
    }

    private async Task ProcessOrSetAsideAsync(List<Delivery> deliveries)
    {
        try
        {
            await ProcessAsync(deliveries);
        }
        catch (MeshException e) when (e is CorruptHistoryException || e.Code == StoreErrors.CorruptCode)
        {
            await SetAsideAsync(e);
        }
        catch (OrchestratorNotFoundException e)
        {
            await SetAsideAsync(e);
        }
    }

    private async Task ProcessAsync(List<Delivery> deliveries)
    {
        var mail = deliveries.SelectMany(delivery => delivery.Mail).ToList();
        var lookIntoInbox = activation is null || mail.Exists(item => item.Kind == MailKind.Poke);
        while (activation is not null || TryLoad())
        {
            var inbox = lookIntoInbox ? services.Store.ReadInbox(instance) : [];
            if (!activation!.Ledger.HasBegun && !MayBegin(activation.Row, inbox))
            {
                activation = null;
                return;
            }

            if (!await RunTurnAsync(activation, mail, inbox))
            {
                return;
            }

            // The instance continued as new: its next execution begins, and the mail was for the last one.
            (activation, mail, lookIntoInbox) = (null, [], true);
        }
    }

    /// <summary>Loads the instance; false when there is nothing to be run.</summary>
    private bool TryLoad()
    {
        var stored = services.Store.Load(instance);
        if (stored is null || stored.Row.HasEnded || stored.Row.SetAside is not null)
        {
            return false;
        }

        var execution = stored.Row.Execution;
        activation = Activation.Restore(
            stored,
            services.Functions,
            services.Tools,
            () => services.Wake(instance, new MailItem(MailKind.Stranger, execution)));
        ResumeOpenWork(activation);
        return true;
    }

    private async Task SetAsideAsync(Exception reason)
    {
        activation = null;
        services.Log.LogError(reason, "Instance {Instance} cannot be repeated and is set aside.", instance);
        await services.Store.SetAsideAsync(instance, $"{reason.GetType().FullName}: {reason.Message}");
        services.Announce(instance);
    }

    /// <summary>
    /// What is scheduled and not completed is given out again; who has it already ignores that.
    /// </summary>
    private void ResumeOpenWork(Activation loaded)
    {
        var ledger = loaded.Ledger;
        foreach (var task in ledger.OpenTasks.Values)
        {
            services.Dispatch(new(new(instance, ledger.Execution, task.Id), task.Name, task.Input));
        }

        foreach (var timer in ledger.OpenTimers.Values)
        {
            services.Await(new(instance, ledger.Execution, timer.Id, timer.FireAt));
        }
    }

    /// <summary>A start in the future waits for its time; only a termination does not.</summary>
    private bool MayBegin(InstanceRow row, IReadOnlyList<InboxRow> inbox)
    {
        if (row.StartAt is not { } due
            || due <= Now()
            || inbox.Any(waiting => waiting.Message.Kind == MessageKind.Terminate))
        {
            return true;
        }

        services.Await(new(instance, row.Execution, TimerRow.StartOfInstance, due));
        return false;
    }

    /// <summary>Runs a turn if there is reason for one; true when the instance continued as new.</summary>
    private async Task<bool> RunTurnAsync(
        Activation current, List<MailItem> mail, IReadOnlyList<InboxRow> inbox)
    {
        var ledger = current.Ledger;
        var arrivals = new Arrivals(ledger);
        mail.ForEach(arrivals.Add);
        foreach (var row in inbox)
        {
            arrivals.Add(row);
        }

        var firstSequence = ledger.NextSequence;
        var isFirst = !ledger.HasBegun;
        var hasReason = isFirst
            || arrivals.Events.Count > 0
            || arrivals.StrangerSeen
            || current.Divergence is not null;
        if (!hasReason && arrivals.Consumed.Count == 0)
        {
            return false;
        }

        var now = Now() > ledger.LastTurn ? Now() : ledger.LastTurn;
        var steps = hasReason
            ? current.RunTurn(now, arrivals.Events, arrivals.StrangerSeen)
            : TurnSteps.None;
        var turn = new Turn(instance, ledger, services.Functions, now, steps);
        var endStartTimer = isFirst && current.Row.StartAt is not null;
        await services.Store.CommitAsync(
            turn.ToCommit(firstSequence, arrivals.Consumed, current.CustomStatus, endStartTimer));
        Act(turn);
        if (turn.End is not null || services.Options.DropAfterEveryTurn)
        {
            activation = null;
        }

        return turn.End is ContinuedAsNew;
    }

    private void Act(Turn turn)
    {
        foreach (var task in turn.Tasks)
        {
            services.Dispatch(task);
        }

        foreach (var timer in turn.Timers)
        {
            services.Await(timer);
        }

        foreach (var woken in turn.Woken)
        {
            services.Wake(woken, MailItem.Poke);
        }

        services.Announce(instance);
    }

    private DateTime Now() => services.Options.TimeProvider.GetUtcNow().UtcDateTime;

    private sealed record Delivery(IReadOnlyList<MailItem> Mail)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
