using System.Text.Json.Nodes;
using Mesh.Domain.Advice;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>The fields of disaster recovery in their canonical order.</summary>
internal static class RecoveryTree
{
    public static JsonObject? Of(Witness? witness) => witness is null ? null : SystemTree.Fields(
        ("name", witness.Name.Value),
        ("region", witness.Region),
        ("zone", witness.Zone),
        ("faultDomain", witness.FaultDomain),
        ("voter", witness.Voter.Value));

    public static JsonObject? Of(FailoverRules? failover) => failover is null ? null : SystemTree.Fields(
        ("mode", Words.Of(failover.Mode)),
        ("approvers", SystemTree.Texts(failover.Approvers)),
        ("approveWithin", Time(failover.ApproveWithin)),
        ("escalateTo", SystemTree.Texts(failover.EscalateTo)),
        ("lease", Time(failover.Lease)),
        ("detection", SystemTree.Fields(
            ("every", Time(failover.Detection.Every)),
            ("failures", failover.Detection.Failures))),
        ("checks", SystemTree.Texts(failover.Checks)),
        ("steps", failover.Steps.Count == 0 ? null : SystemTree.List(failover.Steps.Select(Step))));

    public static JsonObject? Of(Standby? standby) => standby is null ? null : SystemTree.Fields(
        ("site", standby.Site.Value),
        ("class", Words.Of(standby.Class)),
        ("connection", standby.Connection?.ToString()),
        ("path", standby.Path),
        ("cycle", Time(standby.Cycle)),
        ("ship", Time(standby.Ship)),
        ("replication",
            standby.Replication == ReplicationMode.Async ? null : Words.Of(standby.Replication)),
        ("onStandbyLoss",
            standby.OnStandbyLoss == StandbyLoss.Degrade ? null : Words.Of(standby.OnStandbyLoss)));

    public static JsonObject Of(ComponentObjectives objectives) => SystemTree.Fields(
        ("rpo", Time(objectives.Rpo)),
        ("rto", Time(objectives.Rto)));

    public static JsonObject? Of(Prices? prices) => prices is null ? null : SystemTree.Fields(
        ("currency", prices.Currency),
        ("hostHour", prices.Usual.HostHour),
        ("storageGbMonth", prices.Usual.StorageGbMonth),
        ("egressGb", prices.Usual.EgressGb),
        ("hosts", prices.Hosts),
        ("minimumHosts", prices.MinimumHosts),
        ("storedGb", prices.StoredGb),
        ("changedGbPerDay", prices.ChangedGbPerDay),
        ("sites", prices.Sites.Count == 0 ? null : SystemTree.List(prices.Sites.Select(each =>
            SystemTree.Fields(
                ("name", each.Site.Value),
                ("hostHour", each.Prices.HostHour),
                ("storageGbMonth", each.Prices.StorageGbMonth),
                ("egressGb", each.Prices.EgressGb))))));

    private static JsonObject Step(DeclaredStep step) => SystemTree.Fields(
        ("name", step.Name),
        ("kind", Words.Of(step.Kind)),
        (step.Place.Before ? "before" : "after", step.Place.Anchor),
        ("text", step.Text.Length == 0 ? null : step.Text),
        ("by", SystemTree.Texts(step.By)),
        ("at", step.AtOld ? StepReader.Old : null),
        ("within", step.Waits ? null : Time(TimeSpan.FromSeconds(step.Seconds))),
        ("maySkip", step.MaySkip ? true : null),
        ("of", step.Of is { } of ? Words.Of(of) : null),
        ("when", step.When is { } when ? Words.Of(when) : null));

    private static string? Time(TimeSpan? time) => time is { } known ? Durations.Format(known) : null;
}
