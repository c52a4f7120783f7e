using Mesh.Domain.Drills;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Drills;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Runs;

namespace Mesh.Durable.Tests.Drills;

/// <summary>
/// A vault and a worker as a drill sees them: what it locks, makes and removes. Movements are done at once,
/// fail, or never answer.
/// </summary>
internal sealed class DrillWorld
{
    public const string Id = "bank.drill.1";

    private readonly Lock gate = new();
    private readonly HashSet<string> locks = [];
    private readonly HashSet<string> scratch = [];
    private readonly List<DrillReport> reports = [];

    /// <summary>Components whose restore speaks against their points.</summary>
    public HashSet<string> Damaged { get; } = [];

    /// <summary>Components whose movement is never answered.</summary>
    public HashSet<string> Hanging { get; } = [];

    /// <summary>What the agent of the other site answers, by component; what is not here it has rehearsed.
    /// Null: nothing.</summary>
    public Dictionary<string, string?> Answers { get; } = [];

    /// <summary>Whether the vault cannot be locked.</summary>
    public bool Unreachable { get; init; }

    public EngineHost? Host { get; set; }

    /// <summary>What of it is left: locks and scratch folders.</summary>
    public int Left()
    {
        lock (gate)
        {
            return locks.Count + scratch.Count;
        }
    }

    public IReadOnlyList<DrillReport> Reports()
    {
        lock (gate)
        {
            return [.. reports];
        }
    }

    public static DrillInput Input(bool ask = false, double approveSeconds = 60) => new()
    {
        DrillId = Id,
        System = "bank",
        Revision = 3,
        ManifestSha256 = "00",
        RequestedBy = "ann",
        RequestedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
        Ask = ask,
        Approvers = ["bob"],
        ApproveSeconds = approveSeconds,
        Steps =
        [
            new("freeze", RunbookPhase.Decide, "freeze", DrillTreatment.Simulated, "production goes on"),
            Restores("catch-up-db", "db"),
            Restores("restore-papers", "papers"),
            new("promote-db", RunbookPhase.Promote, "promote", DrillTreatment.Rehearsed, "canary")
            {
                Component = "db", Promotes = true,
            },
            Asks("check-app", RunbookPhase.Check, "app"),
            Asks("switch-web", RunbookPhase.Switch, "web"),
        ],
        Site = "b",
        Epoch = 4,
        OrderSeconds = 100_000,
        Parts = [Part("db", isDatabase: true), Part("papers", isDatabase: false)],
        Policy = new MovementPolicy { LockRefreshSeconds = 20, PatienceSeconds = 100_000 },
    };

    public TestFunctions Functions() => new TestFunctions()
        .Orchestrator(
            OrchestratorNames.Drill,
            async context => await DrillOrchestrator.Run(context, context.GetInput<DrillInput>()!))
        .Activity<RunScope, bool>(ActivityNames.AcquireDrillLock, run => Unreachable
            ? throw new PermanentFailureException("the vault is gone", new InvalidOperationException())
            : Do(() => locks.Add(run.Repository)))
        .Activity<RunScope, bool>(ActivityNames.RefreshRunLock, run => Do(() => locks.Add(run.Repository)))
        .Activity<RunScope, bool>(ActivityNames.ReleaseRunLock, run => Do(() => locks.Remove(run.Repository)))
        .Activity<MovementMessage, bool>(ActivityNames.SendMovement, Send)
        .Activity<SiteOrder, bool>(ActivityNames.SendSiteOrder, Answer)
        .Activity<DrillSweep, bool>(ActivityNames.SweepDrill, _ => Do(scratch.Clear))
        .Activity<DrillReport, bool>(ActivityNames.FinishDrill, report => Do(() => reports.Add(report)));

    private static DrillStep Restores(string id, string component) => new(
        id, RunbookPhase.CatchUp, id, DrillTreatment.Rehearsed, "restored")
    {
        Component = component, Restores = true,
    };

    private static DrillStep Asks(string id, RunbookPhase phase, string component) => new(
        id, phase, id, DrillTreatment.Rehearsed, "asked")
    {
        Component = component, Asks = true,
    };

    private static DrillPart Part(string component, bool isDatabase) => new()
    {
        Component = component,
        IsDatabase = isDatabase,
        Run = new RunScope
        {
            RunId = Id, System = "bank", Component = component, Repository = "/vault",
            PasswordReference = "env:NONE",
        },
        Point = new ProofBase($"point-{component}", "aa", ""),
        ConsistentAt = new DateTimeOffset(2029, 12, 31, 23, 59, component == "db" ? 50 : 30, TimeSpan.Zero),
        Assertions = isDatabase ? [new AssertedQuery("balanced", "SELECT 1", "1")] : [],
    };

    private bool Do(Action effect)
    {
        lock (gate)
        {
            effect();
        }

        return true;
    }

    private bool Send(MovementMessage message)
    {
        Do(() => scratch.Add(message.MovementId));
        if (Hanging.Contains(message.MovementId))
        {
            return true;
        }

        var bad = Damaged.Contains(message.MovementId);
        var result = MovementResult.Done(message) with
        {
            Proof = new ProofResult
            {
                Point = message.Proof!.Bases[0].Point,
                Stages = [new("load", 2), .. Asserted(message), .. Promoted(message, bad)],
                Findings = bad ? ["assertion 'balanced' does not hold: it gives 0, expected 1"] : [],
            },
        };
        _ = Task.Run(() => Host!.CallAsync(client =>
            client.RaiseEventAsync(message.Run.RunId, message.MovementId, result)));
        return true;
    }

    private bool Answer(SiteOrder order)
    {
        Assert.Equal(("b", SiteVerb.Rehearse, 4L), (order.Site, order.Verb, order.Epoch));
        var code = Answers.GetValueOrDefault(order.Component, "");
        if (code is not null)
        {
            var answer = code.Length == 0
                ? SiteAnswer.Done(order, "could be")
                : SiteAnswer.Failed(order, code, "could not", "see to it", retryable: false);
            _ = Task.Run(() => Host!.CallAsync(client =>
                client.RaiseEventAsync(order.Instance, SiteAnswer.Event(order.OrderId), answer)));
        }

        return true;
    }

    private static IEnumerable<ProofTime> Asserted(MovementMessage message) =>
        message.Proof!.Assertions.Count > 0 ? [new("assert", 0.1)] : [];

    private static IEnumerable<ProofTime> Promoted(MovementMessage message, bool bad) =>
        message.Proof!.Promotes && !bad ? [new("promote", 0.5)] : [];
}
