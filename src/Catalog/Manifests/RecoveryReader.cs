using Mesh.Domain.Errors;
using Mesh.Domain.Names;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Schedules;
using Mesh.Domain.Spelling;
using Mesh.Domain.Standbys;
using Mesh.Domain.Systems;

namespace Mesh.Catalog.Manifests;

/// <summary>Reads what is declared for disaster recovery.</summary>
internal static class RecoveryReader
{
    public static Witness? Witness(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("name", "name the third place");
        map.Require("voter", "name the store of its vote: an absolute path, or azure:CONTAINER:/PREFIX");
        var name = map.Text("name", SiteName.Read);
        var region = map.Text("region", ScalarValues.Text);
        var zone = map.Text("zone", ScalarValues.Text);
        var faultDomain = map.Text("faultDomain", ScalarValues.Text);
        var voter = map.Text("voter", Voter);
        map.Done();
        return name is null || voter is null ? null : new Witness(name, voter, region, zone, faultDomain);
    }

    public static Parsed<VaultLocation> Voter(string text) =>
        VaultLocation.Read(text) is { IsValid: true } read
            ? read
            : new Problem(
                "is not the location of a voter's store", "write an absolute path, or azure:CONTAINER:/PREFIX");

    public static FailoverRules? Failover(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("mode", "write 'mode: approve' or 'mode: automatic'");
        var mode = map.Value("mode", Words.Read<FailoverMode>);
        var rules = new FailoverRules(mode ?? FailoverMode.Approve)
        {
            Approvers = map.Texts("approvers"),
            ApproveWithin = map.Value("approveWithin", Durations.Read),
            EscalateTo = map.Texts("escalateTo"),
            Lease = map.Value("lease", Durations.Read) ?? FailoverRules.UsualLease,
            Detection = Detection(map.Map("detection")),
            Checks = map.Texts("checks"),
            Steps = [.. map.Maps("steps").Select(StepReader.Read).OfType<DeclaredStep>()],
        };
        map.Done();
        return mode is null ? null : rules;
    }

    public static Standby? Standby(MapReader? map)
    {
        if (map is null)
        {
            return null;
        }

        map.Require("site", "name the site where it stands by");
        map.Require("class", "say how awake it is kept: cold, warm or hot");
        var site = map.Text("site", SiteName.Read);
        var standby = map.Value("class", Words.Read<StandbyClass>);
        var connection = map.Text("connection", DatabaseConnection.Read);
        var path = map.Text("path", ScalarValues.Text);
        var cycle = map.Value("cycle", Durations.Read);
        var ship = map.Value("ship", Durations.Read);
        var replication = map.Value("replication", Words.Read<ReplicationMode>);
        var loss = map.Value("onStandbyLoss", Words.Read<StandbyLoss>);
        map.Done();
        return site is null || standby is null ? null : new Standby(site, standby.Value)
        {
            Connection = connection,
            Path = path,
            Cycle = cycle,
            Ship = ship,
            Replication = replication ?? ReplicationMode.Async,
            OnStandbyLoss = loss ?? StandbyLoss.Degrade,
        };
    }

    public static ComponentObjectives Objectives(MapReader? map)
    {
        if (map is null)
        {
            return new ComponentObjectives();
        }

        var objectives = new ComponentObjectives(
            map.Value("rpo", Durations.Read), map.Value("rto", Durations.Read));
        map.Done();
        return objectives;
    }

    private static Detection Detection(MapReader? map)
    {
        if (map is null)
        {
            return Domain.Standbys.Detection.Usual;
        }

        var every = map.Value("every", Durations.Read);
        var failures = map.Value("failures", ScalarValues.Between(1, 100));
        map.Done();
        return new Detection(
            every ?? Domain.Standbys.Detection.Usual.Every,
            (int)(failures ?? Domain.Standbys.Detection.Usual.Failures));
    }
}
