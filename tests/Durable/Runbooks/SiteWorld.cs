using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Durable.Tests.Kit;
using Mesh.Orchestrations;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runbooks;
using Mesh.Orchestrations.Runs;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Durable.Tests.Runbooks;

/// <summary>
/// Two sites with a database, hosts and a switch each, as a runbook sees them: orders that are carried out,
/// answered, lost, doubled and refused. What must never be is kept in <see cref="Wrongs"/>.
/// </summary>
internal sealed class SiteWorld(TimeProvider time, Random random)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, DatabaseRole> databases = new()
    {
        ["a"] = DatabaseRole.Primary,
        ["b"] = DatabaseRole.Replica,
    };

    private readonly Dictionary<string, SiteAnswer> answered = [];
    private readonly List<EpochRequest> epochs = [new("bank", "a", "before", "", 0)];
    private bool holds;
    private DateTimeOffset wonAt;

    public bool LosesNothing { get; init; } = true;

    public bool Watched { get; init; }

    /// <summary>The part of orders that is carried out but whose answer is lost, or that fails.</summary>
    public double Trouble { get; init; }

    /// <summary>Sites whose agents do not answer.</summary>
    public HashSet<string> Dead { get; } = [];

    /// <summary>Orders, as <c>check-app</c>, that fail each time.</summary>
    public HashSet<string> Failing { get; } = [];

    /// <summary>Orders, as <c>promote-db</c>, that are carried out and never answered.</summary>
    public HashSet<string> Unanswered { get; } = [];

    /// <summary>The site has fenced itself, as it does when its lease ends.</summary>
    public void Fenced(string site)
    {
        lock (gate)
        {
            databases[site] = DatabaseRole.Fenced;
        }
    }

    /// <summary>Lets an order go well from now on.</summary>
    public void Mend(string order)
    {
        lock (gate)
        {
            Failing.Remove(order);
        }
    }

    public List<string> Wrongs { get; } = [];

    public List<string> Done { get; } = [];

    public List<RunbookReport> Reports { get; } = [];

    public string Production { get; private set; } = "a";

    public bool Frozen { get; private set; }

    public long Epoch => epochs.Count;

    /// <summary>
    /// The order, as <c>promote-db</c>, before which a rescue claims a newer epoch for the newest's site.
    /// </summary>
    public string RescuedBefore { get; set; } = "";

    /// <summary>Whether the runbook is the one of a Mesh that the rescued one has replaced.</summary>
    public bool Replaced { get; init; }

    public EngineHost? Host { get; set; }

    public DatabaseRole this[string site]
    {
        get
        {
            lock (gate)
            {
                return databases[site];
            }
        }
    }

    /// <summary>The receipt without which the standby does not follow; empty: it does.</summary>
    public string RebuildNeeded { get; set; } = "";

    /// <summary>How often filling the standby has been begun.</summary>
    public int Fillings { get; private set; }

    public bool FillingFails { get; set; }

    /// <summary>Whether the standby holds only in somebody's name, as one that was fenced and whose primary
    /// is lost.</summary>
    public bool HoldsForNobody { get; set; }

    /// <summary>Whether the standby is filled from the vault.</summary>
    public bool Filled { get; init; }

    public static RunbookSituation Situation(
        RunbookMode mode,
        RunbookKind kind = RunbookKind.Failover,
        bool losesNothing = true,
        string target = "",
        params DeclaredStep[] declared) => new(
            kind, mode, kind == RunbookKind.Protect ? "b" : "a",
            kind is RunbookKind.Protect or RunbookKind.Local ? "a" : "b",
            [
                new("web", RunbookPartKind.Traffic, ["app"]),
                new("app", RunbookPartKind.Hosts, ["db"]),
                new("db", RunbookPartKind.Database, ["disk"])
                {
                    LosesNothing = losesNothing, Target = target,
                },
                .. target.Length > 0
                    ? [new RunbookPart("disk", RunbookPartKind.Hosts, [])]
                    : Array.Empty<RunbookPart>(),
            ])
        {
            Declared = declared,
        };

    public TestFunctions Functions() => new TestFunctions()
        .Orchestrator(
            OrchestratorNames.Runbook,
            async context => await RunbookOrchestrator.Run(context, context.GetInput<RunbookInput>()!))
        .Activity<FreezeRequest, bool>(ActivityNames.FreezeSystem, _ => Frozen = true)
        .Activity<FreezeRequest, bool>(ActivityNames.ThawSystem, _ => Frozen = false)
        .Activity<EpochRequest, EpochWon>(ActivityNames.WinEpoch, Win)
        .Activity<LeaseWait, LeaseWaited>(ActivityNames.AwaitLeases, async (wait, stop) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(12), time, stop);
            return new LeaseWaited(Watched, Watched ? "ended" : "no watchdog stands behind it");
        })
        .Activity<SiteOrder, bool>(ActivityNames.SendSiteOrder, Send)
        .Activity<ProductionEntry, bool>(ActivityNames.EnterProduction, entry =>
        {
            Production = entry.Site;
            return true;
        })
        .Activity<FillRequest, FillChoice>(
            ActivityNames.ChooseFill,
            request => new FillChoice(
                "point", "end", time.GetUtcNow(), Onward: !request.Anew, Overwrite: true))
        .Activity<FillBegin, EnteredRestore>(ActivityNames.BeginFill, Fill)
        .Orchestrator(
            OrchestratorNames.Restore,
            async context =>
            {
                var restore = context.GetInput<RestoreInput>()!;
                await context.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
                return new RunOutcome
                {
                    RunId = restore.Run.RunId, Succeeded = !restore.Onward, Reason = "the log has a gap",
                };
            })
        .Activity<RunbookStepNews, bool>(ActivityNames.RecordRunbookStep, _ => true)
        .Activity<RunbookReport, bool>(ActivityNames.FinishRunbook, report =>
        {
            lock (gate)
            {
                Reports.Add(report);
            }

            return true;
        });

    private EnteredRestore Fill(FillBegin begin)
    {
        lock (gate)
        {
            Fillings++;
            if (!Done.Contains("start-db at b"))
            {
                Wrongs.Add("filled before it was started");
            }

            return FillingFails
                ? throw new InvalidOperationException("the vault does not answer")
                : new EnteredRestore(new RestoreInput
                {
                    Run = new RunScope
                    {
                        RunId = begin.Request.Name.Replace('/', '.'), System = "bank", Component = "db",
                        Repository = "vault", PasswordReference = "env:NONE",
                    },
                    Snapshot = "s",
                    Target = begin.Request.Target,
                    Onward = begin.Choice.Onward,
                });
        }
    }

    private EpochWon Win(EpochRequest request)
    {
        lock (gate)
        {
            if (Replaced && epochs.Exists(each => each.Claimer == "rescue"))
            {
                throw new InvalidOperationException("this Mesh is stale");
            }

            var known = epochs.FindIndex(each => each.Claimer == request.Claimer);
            if (known < 0)
            {
                epochs.Add(request);
                known = epochs.Count - 1;
                wonAt = time.GetUtcNow();
            }

            return new EpochWon(known + 1);
        }
    }

    private bool Send(SiteOrder order)
    {
        SiteAnswer? answer;
        lock (gate)
        {
            answer = Dead.Contains(order.Site) ? null
                : answered.TryGetValue(order.OrderId, out var known) ? known
                : answered[order.OrderId] = Answer(order);
            if (Unanswered.Contains(What(order)))
            {
                answer = null;
            }

            if (answer is not null && random.NextDouble() < Trouble)
            {
                answer = random.Next(2) == 0
                    ? null
                    : SiteAnswer.Failed(order, "trouble", "it went wrong", "", retryable: true);
            }
        }

        if (answer is not null)
        {
            _ = Task.Run(async () =>
            {
                for (var copies = random.NextDouble() < Trouble ? 2 : 1; copies > 0; copies--)
                {
                    await Host!.CallAsync(
                        client => client.RaiseEventAsync(
                        order.Instance, SiteAnswer.Event(order.OrderId), answer));
                }
            });
        }

        return true;
    }

    private static string What(SiteOrder order) =>
        $"{Domain.Spelling.Words.Of(order.Verb)}-{order.Component}";

    private SiteAnswer Answer(SiteOrder order)
    {
        if (RescuedBefore == What(order))
        {
            RescuedBefore = "";
            epochs.Add(epochs[^1] with { Claimer = "rescue" });
        }

        if (order.Epoch < Epoch)
        {
            return SiteAnswer.Failed(
                order, "stale-epoch", $"epoch {order.Epoch} is over", "", retryable: false);
        }

        var what = What(order);
        if (Failing.Contains(what))
        {
            return SiteAnswer.Failed(order, "broken", $"{what} is broken", "mend it", retryable: false);
        }

        Done.Add($"{what} at {order.Site}");
        return order.Component == "db" ? Database(order) : SiteAnswer.Done(order, what);
    }

    private SiteAnswer Database(SiteOrder order)
    {
        var done = SiteAnswer.Done(order, "done");
        switch (order.Verb)
        {
            case SiteVerb.Fence:
                databases[order.Site] = DatabaseRole.Fenced;
                return done with
                {
                    Database = Facts(order.Site),
                    Evidence = new FenceEvidence(EvidenceKind.ReadBack, "read_only", time.GetUtcNow()),
                };
            case SiteVerb.Hold when HoldsForNobody && order.Evidence?.Kind != EvidenceKind.Overridden:
                return SiteAnswer.Failed(
                    order, "not-held", "its primary cannot be asked", "somebody has to answer", false);
            case SiteVerb.Hold:
                holds = true;
                return LosesNothing
                    ? done with
                    {
                        Database = Facts(order.Site),
                        Evidence = new FenceEvidence(
                            EvidenceKind.AcknowledgementsRefused, "stopped", time.GetUtcNow()),
                    }
                    : SiteAnswer.Failed(
                        order, "no-evidence", "its primary does not wait", "", retryable: false)
                        with { Database = Facts(order.Site) };
            case SiteVerb.Promote:
                Promote(order);
                return done with { Database = Facts(order.Site) };
            case SiteVerb.Follow when RebuildNeeded.Length > 0 && order.Rebuild != RebuildNeeded:
                return SiteAnswer.Failed(
                    order, SiteAnswer.RebuildNeeded, "it cannot be taken back", "decide", false) with
                {
                    Receipt = new RejoinReceipt { Folder = "/receipts", ManifestSha256 = RebuildNeeded },
                };
            case SiteVerb.Follow:
                databases[order.Site] = DatabaseRole.Replica;
                holds = false;
                return done;
            default:
                return done with { Database = Facts(order.Site) };
        }
    }

    private void Promote(SiteOrder order)
    {
        var other = order.Site == "a" ? "b" : "a";
        if (Filled && order.Site == "b" && Fillings == 0)
        {
            Wrongs.Add("promoted before it was filled");
        }

        var overridden = order.Evidence?.Kind == EvidenceKind.Overridden;
        if (order.Evidence is null && databases[order.Site] != DatabaseRole.Primary)
        {
            Wrongs.Add("promoted without evidence");
        }

        if (order.Evidence?.Kind == EvidenceKind.LeaseEnded
            && time.GetUtcNow() < wonAt + TimeSpan.FromSeconds(10))
        {
            Wrongs.Add("promoted before the lease was over");
        }

        if (databases[other] == DatabaseRole.Primary && !(holds && LosesNothing) && !overridden
            && order.Evidence?.Kind != EvidenceKind.LeaseEnded)
        {
            Wrongs.Add($"{order.Site} promoted while {other} writes");
        }

        databases[order.Site] = DatabaseRole.Primary;
    }

    private DatabaseFacts Facts(string site) => new(databases[site], time.GetUtcNow())
    {
        Applied = "0-1-9",
        NewestCommit = time.GetUtcNow() - TimeSpan.FromSeconds(3),
        LosesNothing = LosesNothing,
        Connected = true,
    };
}
