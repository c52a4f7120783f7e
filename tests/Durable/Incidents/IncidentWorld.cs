using Mesh.Domain.Incidents;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Standbys;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Incidents;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Runs;

namespace Mesh.Durable.Tests.Incidents;

/// <summary>
/// An incident, its question and its runbook as the catalogue keeps them; a test changes it, and tells the
/// course that there is news.
/// </summary>
internal sealed class IncidentWorld(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly HashSet<string> keys = [];
    private IncidentQuestion? open;

    public IncidentLook Look { get; set; } = new()
    {
        Cause = Cause.Accident,
        Summary = "nothing answers",
        OpenedAt = time.GetUtcNow(),
        Detected = true,
        Seen = true,
        LastGood = time.GetUtcNow().AddSeconds(-8),
        Mode = FailoverMode.Approve,
        Approvers = ["ann"],
        EscalateTo = ["bob"],
        ApproveWithinSeconds = 18000,
    };

    /// <summary>What another runbook of the system is called; null: none is under way.</summary>
    public string? UnderWay { get; set; }

    public bool RunbookFails { get; set; }

    /// <summary>Why a restore cannot begin; empty: it can.</summary>
    public string RestoreRefused { get; set; } = "";

    public bool RestoreFails { get; set; }

    public List<IncidentTold> Told { get; } = [];

    public List<IncidentQuestion> Asked { get; } = [];

    public List<IncidentRunbookOrder> Orders { get; } = [];

    public List<string> Started { get; } = [];

    public List<IncidentDowntime> Downtimes { get; } = [];

    public List<IncidentReport> Reports { get; } = [];

    public IncidentQuestion? Open
    {
        get
        {
            lock (gate)
            {
                return open;
            }
        }
    }

    /// <summary>Changes what the course sees at its next look.</summary>
    public void Change(Func<IncidentLook, IncidentLook> change)
    {
        lock (gate)
        {
            Look = change(Look);
        }
    }

    /// <summary>Decides as the catalogue does: only what is open, and only once.</summary>
    public bool Decide(int question, bool approved, string by, Cause? cause = null, bool restores = false)
    {
        lock (gate)
        {
            if (open?.Number != question || !open.Deciders.Contains(by)
                || Look.Decision?.Question == question)
            {
                return false;
            }

            Look = Look with
            {
                Decision = new IncidentDecision(
                    question, approved, by, cause, time.GetUtcNow(), restores),
            };
            return true;
        }
    }

    public TestFunctions Functions() => new TestFunctions()
        .Orchestrator(
            OrchestratorNames.Incident,
            async context => await IncidentOrchestrator.Run(context, context.GetInput<IncidentInput>()!))
        .Orchestrator(OrchestratorNames.Runbook, async context =>
            await context.CallActivityAsync<RunbookReport>("Run", context.GetInput<RunbookInput>()))
        .Orchestrator(OrchestratorNames.Restore, async context =>
            await context.CallActivityAsync<RunOutcome>("Restore", context.GetInput<RestoreInput>()))
        .Activity<RunbookInput, RunbookReport>("Run", Run)
        .Activity<RestoreInput, RunOutcome>("Restore", Restore)
        .Activity<IncidentName, EnteredRestore>(
            ActivityNames.EnterIncidentRestore,
            _ => Locked(() => RestoreRefused.Length > 0
                ? new EnteredRestore(null, RestoreRefused)
                : new EnteredRestore(Entered())))
        .Activity<IncidentName, IncidentLook>(ActivityNames.LookAtIncident, _ => Locked(() => Look))
        .Activity<IncidentQuestion, bool>(ActivityNames.AskAboutIncident, question => Locked(() =>
        {
            if (Asked.TrueForAll(each => each.Number < question.Number))
            {
                Asked.Add(question);
                open = question;
            }

            return true;
        }))
        .Activity<IncidentQuestion, IncidentAnswer>(ActivityNames.CloseIncidentQuestion, Close)
        .Activity<IncidentTold, bool>(ActivityNames.TellIncident, told => Locked(() =>
        {
            if (keys.Add(told.Key))
            {
                Told.Add(told);
            }

            return true;
        }))
        .Activity<IncidentRunbookOrder, IncidentRunbook>(ActivityNames.EnterIncidentRunbook, Enter)
        .Activity<IncidentDowntime, bool>(ActivityNames.RecordIncidentDowntime, down => Locked(() =>
        {
            if (!Downtimes.Contains(down))
            {
                Downtimes.Add(down);
            }

            return true;
        }))
        .Activity<IncidentReport, bool>(ActivityNames.FinishIncident, report => Locked(() =>
        {
            if (Reports.Count == 0)
            {
                Reports.Add(report);
            }

            return true;
        }));

    private IncidentRunbook Enter(IncidentRunbookOrder order) => Locked(() =>
    {
        if (order.Alone && !Look.Seen)
        {
            return new IncidentRunbook("", null, "");
        }

        if (!Orders.Contains(order))
        {
            Orders.Add(order);
        }

        return UnderWay is { } other
            ? new IncidentRunbook(other, null, "")
            : Entered(order.Local ? RunbookKind.Local : RunbookKind.Failover);
    });

    private static IncidentRunbook Entered(RunbookKind kind)
    {
        var id = $"bank.{Domain.Spelling.Words.Of(kind)}.inc-1";
        return new IncidentRunbook(id, Input(id, kind), "");
    }

    private IncidentAnswer Close(IncidentQuestion question) => Locked(() =>
    {
        open = open?.Number == question.Number ? null : open;
        return new IncidentAnswer(Look.Decision?.Question == question.Number ? Look.Decision : null);
    });

    private static RunbookInput Input(string id, RunbookKind kind) => new()
    {
        RunbookId = id,
        System = "bank",
        Situation = new RunbookSituation(
            kind, RunbookMode.Unplanned, "a", kind == RunbookKind.Local ? "a" : "b", []),
    };

    private static RestoreInput Entered() => new()
    {
        Run = new RunScope
        {
            RunId = "bank.db.restore", System = "bank", Component = "db", Repository = "vault",
            PasswordReference = "env:NONE",
        },
        Snapshot = "s",
        Target = "/aside",
    };

    private RunOutcome Restore(RestoreInput input) => Locked(() =>
    {
        if (!Started.Contains(input.Run.RunId))
        {
            Started.Add(input.Run.RunId);
        }

        return new RunOutcome
        {
            RunId = input.Run.RunId, Succeeded = !RestoreFails, Reason = RestoreFails ? "the disk is full" : "",
        };
    });

    private RunbookReport Run(RunbookInput input) => Locked(() =>
    {
        if (!Started.Contains(input.RunbookId))
        {
            Started.Add(input.RunbookId);
        }

        return new RunbookReport
        {
            RunbookId = input.RunbookId,
            System = input.System,
            Situation = input.Situation,
            RequestedBy = "test",
            Succeeded = !RunbookFails,
            Reason = RunbookFails ? "the standby is away" : "",
            Started = time.GetUtcNow(),
            Ended = time.GetUtcNow(),
            RtoSeconds = 12,
            RpoSeconds = 0,
        };
    });

    private T Locked<T>(Func<T> act)
    {
        lock (gate)
        {
            return act();
        }
    }
}
