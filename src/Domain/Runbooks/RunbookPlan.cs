using Mesh.Domain.Errors;
using Mesh.Domain.Sites;

namespace Mesh.Domain.Runbooks;

/// <summary>
/// The steps that move production from one site to another. Nothing is promoted before its fence; nothing
/// is led to a site before what runs there was checked. The same situation always gives the same steps, so
/// that what is printed is what is run.
/// </summary>
public static class RunbookPlan
{
    private const double Usual = 120;
    private const double Long = 3600;

    // A large server is read and compared for hours; the run itself notices when it gets nowhere.
    private const double VeryLong = 7 * 24 * 3600;

    /// <summary>The steps, in their order.</summary>
    /// <exception cref="MeshException"><c>no-way</c>: the situation allows no such move.</exception>
    public static IReadOnlyList<RunbookStep> Of(RunbookSituation situation)
    {
        Check(situation);
        return situation.Kind switch
        {
            RunbookKind.Protect => Protection(situation),
            RunbookKind.Local => StartedAgain(situation),
            _ => DeclaredSteps.Among(Moving(situation), situation),
        };
    }

    /// <summary>Whether what was begun can still be undone: nothing has been promoted.</summary>
    public static bool MayUndo(IEnumerable<RunbookStep> begun) =>
        begun.All(step => step.Phase <= RunbookPhase.CatchUp || step.Phase == RunbookPhase.Protect);

    /// <summary>
    /// The steps that undo what was done before anything was promoted: production is what it was. Empty where
    /// nothing is to be undone.
    /// </summary>
    /// <param name="situation">What the plan was made from.</param>
    /// <param name="begun">The steps that were begun, whether they ended or not.</param>
    /// <exception cref="MeshException"><c>promoted-already</c>: the way back is a failback.</exception>
    public static IReadOnlyList<RunbookStep> Undo(
        RunbookSituation situation, IReadOnlyList<RunbookStep> begun)
    {
        if (!MayUndo(begun))
        {
            throw new MeshException(
                "promoted-already", situation.To, "a part of it has been made production already",
                "let the runbook go on, then fail back", ExitCode.BadInput);
        }

        // A protection has not touched production yet; it runs on as it did.
        var moves = situation.Kind != RunbookKind.Protect
            && begun.Any(step => step.Action == RunbookAction.WinEpoch);
        return
        [
            .. moves ? BackToOld(situation, begun) : Asleep(situation, begun),
            .. begun.Any(step => step.Action == RunbookAction.Freeze)
                ? [Own(
                    "undo-thaw",
                    RunbookPhase.Protect,
                    RunbookAction.Thaw,
                    "let backups and prunes run again")]
                : Array.Empty<RunbookStep>(),
        ];
    }

    private static IReadOnlyList<RunbookStep> Moving(RunbookSituation situation)
    {
        var to = situation.To;
        var parts = InOrder(situation.Parts);
        var databases = Of(parts, RunbookPartKind.Database);
        var hosts = Of(parts, RunbookPartKind.Hosts);
        var woken = Woken(parts);
        var traffic = Of(parts, RunbookPartKind.Traffic);
        var files = Of(parts, RunbookPartKind.Files);
        return
        [
            .. Rejoin(situation, databases),
            .. Reclaimed(situation, parts, woken),
            .. Prepared(situation, files),
            .. InStep(situation, databases),
            Own("freeze", RunbookPhase.Decide, RunbookAction.Freeze, "freeze backups and prunes"),
            Win("epoch", to),
            .. Leave(situation, traffic),
            .. databases.Select(part => Fence(part, situation)),
            .. situation.Kind == RunbookKind.Failback ? [] : woken.Select(part => Wake(part, to)),
            .. situation.Mode != RunbookMode.Planned
                ? []
                : files.Select(part => BackUp(part, situation.From)),
            .. parts.Where(part => part.IsFilled).Select(part => Fill(part, situation)),
            .. databases.Where(part => !part.IsFilled).Select(part => Order(
                "catch-up",
                RunbookPhase.CatchUp,
                part,
                to,
                SiteVerb.CatchUp,
                "apply what it has received",
                Long)),
            .. databases.Select(part => Order(
                "promote", RunbookPhase.Promote, part, to, SiteVerb.Promote, "make it production", Usual)),
            .. hosts.Except(woken).Select(part => Order(
                "start", RunbookPhase.Start, part, to, SiteVerb.Start, "start it", Usual)),
            .. hosts.Select(part => Scale(part, to)),
            .. hosts.Select(part => Look(
                "check", RunbookPhase.Check, part, to, "ask whether it works")),
            .. traffic.Select(part => Order(
                "switch",
                RunbookPhase.Switch,
                part,
                to,
                SiteVerb.Switch,
                $"lead the traffic to {to}",
                Usual)),
            Own("enter", RunbookPhase.Switch, RunbookAction.Enter, $"enter {to} as production") with
            {
                Site = to, MaySkip = false,
            },
            .. traffic.Select(part => Look("verify", RunbookPhase.Verify, part, to, "ask from outside")),
            .. Protect(situation, databases),
            .. situation.Mode != RunbookMode.Planned ? [] : ScaledBack(
                hosts.Where(part => situation.Kind != RunbookKind.Failback || !part.Returns), situation.From),
            .. Released(situation, parts),
            .. situation.Mode != RunbookMode.Planned ? [] : files.Select(part => Keep(
                part, situation.From, RunbookPhase.Protect) with
            {
                Id = $"keep-left-{part.Component}",
            }),
            Own("thaw", RunbookPhase.Protect, RunbookAction.Thaw, "let backups and prunes run again"),
        ];
    }

    // The new site's agent shows first that nothing writes there; the old one's may have fenced itself as
    // soon as it saw the new epoch, whether it was ordered to or not.
    private static IEnumerable<RunbookStep> BackToOld(
        RunbookSituation situation, IReadOnlyList<RunbookStep> begun)
    {
        var parts = InOrder(situation.Parts);
        var settled = Settle(
            "undo-",
            situation.From,
            situation.To,
            Of(parts, RunbookPartKind.Database),
            parts.Where(part => begun.Any(step =>
                step.Verb == SiteVerb.Drain && step.Component == part.Component)));
        return settled.Concat(Asleep(situation, begun));
    }

    private static IEnumerable<RunbookStep> Asleep(
        RunbookSituation situation, IReadOnlyList<RunbookStep> begun) =>
        Woken(InOrder(situation.Parts))
            .Where(part => begun.Any(step =>
                step.Verb == SiteVerb.Start && step.Component == part.Component))
            .Reverse()
            .Select(part => Sleep("undo-", RunbookPhase.Protect, part, situation.To) with
            {
                Needed = false,
            });

    private static IReadOnlyList<RunbookStep> Protection(RunbookSituation situation)
    {
        var (standby, production) = (situation.From, situation.To);
        var parts = InOrder(situation.Parts);
        return
        [
            .. Of(parts, RunbookPartKind.Database).Where(part => part.IsFilled && part.Returns)
                .Select(part => Reclaim(part, standby, production, RunbookPhase.Decide)),
            .. Of(parts, RunbookPartKind.Database).Where(part => part.IsFilled)
                .Select(part => Sleep("", RunbookPhase.Decide, part, standby)),
            .. Of(parts, RunbookPartKind.Files).Select(part => Keep(part, standby, RunbookPhase.Decide)),
            .. Settle(
                "",
                production,
                standby,
                Of(parts, RunbookPartKind.Database),
                Of(parts, RunbookPartKind.Traffic)),
            .. Of(parts, RunbookPartKind.Hosts).Select(part => Look(
                "check", RunbookPhase.Check, part, production, "ask whether it works")),
            .. ScaledBack(
                Of(parts, RunbookPartKind.Hosts).Where(part => !part.Returns), standby),
            Own("enter", RunbookPhase.Protect, RunbookAction.Enter, $"enter {production} as production") with
            {
                Site = production, MaySkip = false,
            },
        ];
    }

    // In the epoch that production has: what is refused is not production any more. What runs stays as it is,
    // as `start` has to leave it; what a cluster manager stands behind may come up on another machine.
    private static IReadOnlyList<RunbookStep> StartedAgain(RunbookSituation situation)
    {
        var (site, parts) = (situation.To, InOrder(situation.Parts));
        return
        [
            .. parts.SelectMany(part => part.Kind switch
            {
                RunbookPartKind.Database => new[]
                {
                    Order(
                        "start", RunbookPhase.Start, part, site, SiteVerb.Start,
                        "start it where it does not run, and wait until it has recovered", Long),
                    Order(
                        "promote", RunbookPhase.Start, part, site, SiteVerb.Promote,
                        "have it take writes, as production does", Usual),
                },
                RunbookPartKind.Hosts =>
                [
                    Order(
                        "start", RunbookPhase.Start, part, site, SiteVerb.Start,
                        "start it where it does not run", Usual),
                ],
                _ => [],
            }),
            .. Of(parts, RunbookPartKind.Hosts).Where(part => part.Capacity is not null)
                .Select(part => Scale(part, site)),
            .. Of(parts, RunbookPartKind.Hosts).Select(part => Look(
                "check", RunbookPhase.Check, part, site, "ask whether it works")),
            .. Of(parts, RunbookPartKind.Traffic).Select(part => Look(
                "verify", RunbookPhase.Verify, part, site, "ask from outside")),
        ];
    }

    // Nobody waits for it, and a site that runs too much still stands by.
    private static IEnumerable<RunbookStep> ScaledBack(IEnumerable<RunbookPart> hosts, string site) =>
        hosts.Where(part => part.Capacity is not null).Select(part => Order(
            "scale-back", RunbookPhase.Protect, part, site, SiteVerb.ScaleBack,
            $"shrink it to a standby's size, {part.Capacity!.Minimal}", Usual) with
        {
            Capacity = part.Capacity!.Minimal, Needed = false, MaySkip = true,
        });

    // The standby shows first that nothing writes there; then production may, where it is.
    private static IEnumerable<RunbookStep> Settle(
        string prefix,
        string production,
        string standby,
        IReadOnlyList<RunbookPart> databases,
        IEnumerable<RunbookPart> traffic) =>
        [
            Win($"{prefix}epoch", production),
            .. databases.Where(part => prefix.Length > 0 || !part.IsFilled).Select(part => Order(
                $"{prefix}fence",
                RunbookPhase.Fence,
                part,
                standby,
                SiteVerb.Fence,
                "show that nothing writes there",
                Usual)),
            .. databases.Select(part => Order(
                $"{prefix}promote",
                RunbookPhase.Promote,
                part,
                production,
                SiteVerb.Promote,
                "make it production",
                Usual)),
            .. databases.Where(part => !part.IsFilled).Select(part => Order(
                $"{prefix}follow",
                RunbookPhase.Protect,
                part,
                standby,
                SiteVerb.Follow,
                "make it the standby",
                Usual) with
            {
                // A primary that waits for its standby would serve nothing without it; and what is to be
                // protected is not, without one.
                Peer = production, Needed = part.LosesNothing || prefix.Length == 0, MaySkip = true,
            }),
            .. traffic.Select(part => Order(
                $"{prefix}switch",
                RunbookPhase.Switch,
                part,
                production,
                SiteVerb.Switch,
                $"lead the traffic to {production}",
                Usual)),
        ];

    // What only a lost primary had must be told before it becomes a standby, so that is left to the failback.
    private static IEnumerable<RunbookStep> Protect(
        RunbookSituation situation, IEnumerable<RunbookPart> databases) =>
        situation.Mode != RunbookMode.Planned
            ? []
            : databases.Where(part => !part.IsFilled).Select(part => Order(
            "follow",
            RunbookPhase.Protect,
            part,
            situation.From,
            SiteVerb.Follow,
            "make it the standby",
            Usual) with
        {
            Peer = situation.To, MaySkip = true,
        });

    // A site that was lost comes back as a standby first, and only then takes over. Where the site that is
    // left is lost itself there is nothing to follow.
    private static IEnumerable<RunbookStep> Rejoin(
        RunbookSituation situation, IEnumerable<RunbookPart> databases) =>
        situation is not { Kind: RunbookKind.Failback, Mode: RunbookMode.Planned }
            ? []
            : databases.Where(part => !part.IsFilled).Select(part => Order(
            "rejoin", RunbookPhase.Decide, part, situation.To, SiteVerb.Follow,
            $"bring it back as the standby of {situation.From}", Long) with
        {
            Peer = situation.From,
        });

    // The old site is filled before production is closed as well, so that little is left to do then.
    private static IEnumerable<RunbookStep> Reclaimed(
        RunbookSituation situation, IReadOnlyList<RunbookPart> parts, IReadOnlyList<RunbookPart> woken) =>
        situation.Kind != RunbookKind.Failback
            ? []
            :
            [
                .. woken.Select(part => part.IsFilled
                    ? Reclaim(part, situation.To, situation.From, RunbookPhase.Decide)
                    : Wake(part, situation.To) with { Phase = RunbookPhase.Decide }),
                .. Of(parts, RunbookPartKind.Files).Select(part => Keep(
                    part, situation.To, RunbookPhase.Decide)),
                .. woken.Where(part => part.IsFilled && situation.Mode == RunbookMode.Planned)
                    .Select(part => Prefill(part, situation.To)),
            ];

    // Both are done once more behind the drain, when little is left to do.
    private static IEnumerable<RunbookStep> Prepared(
        RunbookSituation situation, IEnumerable<RunbookPart> files) =>
        situation.Mode != RunbookMode.Planned ? [] : files.SelectMany(part => new[]
        {
            BackUp(part, situation.From) with
            {
                Id = $"pre-back-up-{part.Component}", Phase = RunbookPhase.Decide,
            },
            Prefill(part, situation.To),
        });

    // The site that was left has nothing that production lacks; where it is the standby, it sleeps again.
    private static IEnumerable<RunbookStep> Released(
        RunbookSituation situation, IReadOnlyList<RunbookPart> parts) =>
        situation.Mode != RunbookMode.Planned ? [] : parts
            .Where(part => part.Returns && part.Kind != RunbookPartKind.Files
                && (part.IsFilled || situation.Kind == RunbookKind.Failback))
            .Reverse()
            .SelectMany(part => new[]
            {
                Reclaim(part, situation.From, situation.To, RunbookPhase.Protect) with
                {
                    Id = $"release-{part.Component}", MaySkip = true,
                },
                Sleep("", RunbookPhase.Protect, part, situation.From),
            }
            .Where(step => step.Verb == SiteVerb.Start
                ? part.IsFilled
                : situation.Kind == RunbookKind.Failback));

    private static RunbookStep Reclaim(RunbookPart part, string site, string successor, RunbookPhase phase) =>
        new(
            $"reclaim-{part.Component}", phase, RunbookAction.Reclaim,
            $"{part.Component} at {site}: write down what only it has, and start it closed to clients", Long)
        {
            Site = site, Component = part.Component, Verb = SiteVerb.Start, Peer = successor,
        };

    // What is still to be received when production is closed is time in which nobody is served. What is
    // filled from the vault receives nothing.
    private static IEnumerable<RunbookStep> InStep(
        RunbookSituation situation, IEnumerable<RunbookPart> databases) =>
        from part in databases
        where situation.Mode == RunbookMode.Planned && !part.IsFilled
        select new RunbookStep(
            $"in-step-{part.Component}",
            RunbookPhase.Decide,
            RunbookAction.InStep,
            $"{part.Component} at {situation.To}: wait until it has nearly all that {situation.From} has",
            Long)
        {
            Site = situation.To, Component = part.Component, Peer = situation.From, MaySkip = true,
        };

    // Planned, the clients are led away first, so that they see a closed door and no lost write.
    private static IEnumerable<RunbookStep> Leave(
        RunbookSituation situation, IEnumerable<RunbookPart> traffic) =>
        situation.Mode != RunbookMode.Planned ? [] : traffic.Select(part => Order(
            "drain", RunbookPhase.Fence, part, situation.From, SiteVerb.Drain,
            $"lead the traffic away from {situation.From}", Usual) with
        {
            MaySkip = true,
        });

    // What sleeps is started before it is filled, and so are the hosts that it needs.
    private static List<RunbookPart> Woken(List<RunbookPart> parts)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in Enumerable.Reverse(parts))
        {
            if (part.IsFilled || wanted.Contains(part.Component))
            {
                wanted.Add(part.Component);
                wanted.UnionWith(part.DependsOn);
            }
        }

        return [.. parts.Where(part => wanted.Contains(part.Component)
            && (part.Kind == RunbookPartKind.Hosts
                || part is { IsFilled: true, Kind: RunbookPartKind.Database }))];
    }

    private static RunbookStep Scale(RunbookPart part, string site) => Order(
        "scale", RunbookPhase.Start, part, site, SiteVerb.Scale,
        part.Capacity is { } size
            ? $"grow it to production's size, {size.Full}"
            : "grow it to production's size",
        Usual) with
    {
        Capacity = part.Capacity?.Full ?? 0,
    };

    private static RunbookStep Wake(RunbookPart part, string site) => Order(
        "start", RunbookPhase.CatchUp, part, site, SiteVerb.Start,
        part.IsFilled ? "start it, closed to clients" : "start it", Usual);

    private static RunbookStep Sleep(string prefix, RunbookPhase phase, RunbookPart part, string site) =>
        Order($"{prefix}stop", phase, part, site, SiteVerb.Stop, "let it sleep", Usual) with
        {
            MaySkip = true,
        };

    private static RunbookStep Fill(RunbookPart part, string site) => new(
        $"fill-{part.Component}", RunbookPhase.CatchUp, RunbookAction.Fill,
        $"{part.Component} at {site}: restore all that the vault holds, and compare it", VeryLong)
    {
        Site = site, Component = part.Component,
    };

    // Behind the drained traffic; who writes files without it is stopped by a declared step before this one.
    private static RunbookStep BackUp(RunbookPart part, string site) => new(
        $"back-up-{part.Component}", RunbookPhase.CatchUp, RunbookAction.BackUp,
        $"{part.Component} at {site}: back up what was written since the last backup", VeryLong)
    {
        Site = site, Component = part.Component, MaySkip = true,
    };

    // What was not kept is not written over, whoever passes this over.
    private static RunbookStep Keep(RunbookPart part, string site, RunbookPhase phase) => new(
        $"keep-{part.Component}", phase, RunbookAction.Keep,
        $"{part.Component} at {site}: keep in the vault what it has by itself", VeryLong)
    {
        Site = site, Component = part.Component, MaySkip = true,
    };

    // Files that were never backed up where they were lost are nowhere, and what is here is the newest.
    private static RunbookStep Fill(RunbookPart part, RunbookSituation situation) =>
        Fill(part, situation.To) with
        {
            MaySkip = part.Kind == RunbookPartKind.Files
                && situation is { Kind: RunbookKind.Failback, Mode: RunbookMode.Unplanned },
        };

    private static RunbookStep Prefill(RunbookPart part, string site) => Fill(part, site) with
    {
        Id = $"prefill-{part.Component}",
        Phase = RunbookPhase.Decide,
        Title = $"{part.Component} at {site}: restore what the vault holds by now",
    };

    private static RunbookStep Own(string id, RunbookPhase phase, RunbookAction action, string title) =>
        new(id, phase, action, title, Usual) { MaySkip = true };

    private static RunbookStep Win(string id, string site) =>
        new(id, RunbookPhase.Decide, RunbookAction.WinEpoch, $"win the next epoch for {site}", Usual)
        {
            Site = site,
        };

    private static RunbookStep Fence(RunbookPart part, RunbookSituation situation) => new(
        $"fence-{part.Component}", RunbookPhase.Fence, RunbookAction.Fence,
        $"make sure that {part.Component} at {situation.From} can write no more", Usual)
    {
        Site = situation.From, Component = part.Component, Peer = situation.To,
    };

    private static RunbookStep Look(
        string what, RunbookPhase phase, RunbookPart part, string site, string title) =>
        Order(what, phase, part, site, SiteVerb.Check, title, Usual) with { MaySkip = true };

    private static RunbookStep Order(
        string what,
        RunbookPhase phase,
        RunbookPart part,
        string site,
        SiteVerb verb,
        string title,
        double seconds) =>
        new(
            $"{what}-{part.Component}", phase, RunbookAction.Order, $"{part.Component} at {site}: {title}",
            seconds)
        {
            Site = site, Component = part.Component, Verb = verb,
        };

    private static void Check(RunbookSituation situation)
    {
        if (situation.Kind == RunbookKind.Local)
        {
            if (situation.Parts.All(part => part.Kind == RunbookPartKind.Traffic))
            {
                throw new MeshException(
                    "no-way", situation.To, "no agent there can start anything of it",
                    "start it by hand; an agent starts hosts and databases that declare a 'standby'",
                    ExitCode.BadInput);
            }

            return;
        }

        if (situation.From == situation.To)
        {
            throw new MeshException(
                "no-way", situation.To, "is production already", "name the other site", ExitCode.BadInput);
        }

        if (situation.Kind == RunbookKind.Failback
            && situation.Parts.FirstOrDefault(
                part => part is { IsFilled: true, Returns: false }) is { } filled)
        {
            throw new MeshException(
                "no-way", filled.Component, $"{situation.To} was left without a replica that could go back",
                "declare the system with its sites exchanged and back it up; then fail over to the old site",
                ExitCode.BadInput);
        }

        if (situation.Parts.Count == 0)
        {
            throw new MeshException(
                "no-way", situation.To, "no component has a standby there",
                "declare 'standby' for the components that are to move", ExitCode.BadInput);
        }
    }

    private static List<RunbookPart> Of(IEnumerable<RunbookPart> parts, RunbookPartKind kind) =>
        [.. parts.Where(part => part.Kind == kind)];

    // What others need comes first; among equals, the order of the declaration.
    private static List<RunbookPart> InOrder(IReadOnlyList<RunbookPart> parts)
    {
        var ordered = new List<RunbookPart>();
        var names = parts.Select(part => part.Component).ToHashSet(StringComparer.Ordinal);
        while (ordered.Count < parts.Count)
        {
            var next = parts.FirstOrDefault(part => !ordered.Contains(part)
                && part.DependsOn.All(name =>
                    !names.Contains(name) || ordered.Exists(done => done.Component == name)));
            ordered.Add(next ?? throw new MeshException(
                "no-way", "dependsOn", "the components depend on each other in a circle",
                "leave one of the dependencies out", ExitCode.BadInput));
        }

        return ordered;
    }
}
