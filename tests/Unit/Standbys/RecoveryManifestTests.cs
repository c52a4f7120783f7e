using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Schedules;
using Mesh.Domain.Standbys;

namespace Mesh.Tests.Unit.Standbys;

/// <summary>Declarations of disaster recovery: read, written, and refused by field and cause.</summary>
public class RecoveryManifestTests
{
    private const string Orders =
        "site: munich\n    class: hot\n    connection: mariadb://mesh@db2?password=env:DB\n";

    private static readonly (string Old, string New, string Said)[] Cases =
    [
        // Places.
        ("zone: b", "zone: a", "sites[1].faultDomain: the standby shares the fault domain 'rack-1' with 'berlin'"),
        ("zone: c\n  faultDomain: office", "zone: a\n  faultDomain: rack-1",
            "witness.faultDomain: the witness shares the fault domain 'rack-1' with 'berlin'"),
        ("  faultDomain: office\n", "", "witness.faultDomain: is not said"),
        ("  zone: a\n  faultDomain: rack-1\n", "  zone: a\n", "sites[0].faultDomain: is not said"),
        ("name: hamburg", "name: berlin", "witness.name: a site is called 'berlin' too"),
        ("voter: azure:votes:/hamburg", "voter: azure:votes:/munich", "sites[1].voter: is the voter of 'hamburg' too"),
        ("voter: azure:votes:/hamburg", "voter: tape", "witness.voter: is not the location of a voter's store"),
        ("  voter: azure:votes:/munich\n", "", "sites[1].voter: is missing"),
        ("survives: zone", "survives: region", "components[0].standby.site: nothing says that 'munich' outlives the loss of the region"),

        // The graph.
        ("dependsOn:\n  - web", "dependsOn:\n  - wob", "components[3].dependsOn[0]: there is no component 'wob' (did you mean 'web'?)"),
        ("  log: continuous\n", "  log: continuous\n  dependsOn: [entry]\n",
            "components[0].dependsOn: depends on itself: orders -> entry -> web -> orders"),
        ("  - documents\n  capacity", "  - orders\n  capacity", "components[2].dependsOn[1]: 'orders' is named already"),

        // Standbys.
        ("class: hot\n    connection", "class: active\n    connection",
            "components[0].standby.class: sites that are both active are not built yet"),
        ("class: warm\n    path: /mnt/munich\n    cycle: 3h\n    ship: 1m", "class: hot", "components[1].standby.class: nothing replicates files"),
        ("path: /mnt/munich", "path: mnt", "components[1].standby.path: 'mnt' is not an absolute path"),
        ("path: /mnt/munich", "path: /mnt/munich/", "components[1].standby.path: '/mnt/munich/' has a slash too many"),
        ("path: /mnt/munich", "path: /srv/documents/there", "components[1].standby.path: '/srv/documents/there' and "
            + "'/srv/documents', which it stands by for, are not apart"),
        ("path: /mnt/munich", "path: /", "components[1].standby.path: '/' and"),
        ("path: /mnt/munich", "connection: mariadb://a@b", "components[1].standby.connection: only a database"),
        ("class: hot\n    connection", "class: hot\n    path: /mnt\n    connection",
            "components[0].standby.path: only files stand below a directory"),
        ("cycle: 3h", "cycle: 4h", "components[1].standby.cycle: '4h' is not a minute or more and under 4h"),
        ("    cycle: 3h\n", "", "components[1].standby.cycle: is missing"),
        ("ship: 1m", "ship: 3h1m", "components[1].standby.ship: is longer than the cycle"),
        ("class: hot\n  objectives:\n    rto: 5m\n- name: entry", "class: hot\n    cycle: 1h\n- name: entry",
            "components[2].standby.cycle: only a warm standby"),
        ("    connection: mariadb://mesh@db2?password=env:DB\n", "", "components[0].standby.connection: is missing"),
        ("mesh@db2", "mesh@db1", "components[0].standby.connection: is the server that it stands by for"),
        ("    replication: semi-sync\n", "", "components[0].standby.onStandbyLoss: asynchronous replication waits for no standby"),
        (Orders, "site: berlin\n    class: hot\n    connection: mariadb://mesh@db2\n", "components[0].standby.site: 'berlin' is not a standby site"),
        (Orders, "site: minuch\n    class: hot\n    connection: mariadb://mesh@db2\n",
            "components[0].standby.site: there is no site 'minuch' (did you mean 'munich'?)"),
        ("  dependsOn:\n  - web\n", "  standby: {site: munich, class: hot}\n", "components[3].standby: traffic is led to either site"),
        ("  dependsOn:\n  - web\n", "  schedule: {timeZone: UTC, full: 0 0 * * *}\n",
            "components[3].schedule: a component of kind 'traffic' has no data"),
        ("  dependsOn:\n  - web\n", "  retention: {last: 3}\n", "components[3].retention: a component of kind 'traffic' has no data"),

        // Hosts.
        ("minimal: 1", "minimal: 0", "components[2].capacity.minimal: '0' is not a number from 1 to 10000"),
        ("    minimal: 1\n", "", "components[2].capacity.minimal: the field is missing"),
        ("minimal: 1", "minimal: 5", "components[2].capacity.full: 4 is less than 'minimal', 5"),
        ("    full: 4\n  standby:\n    site: munich\n    class: hot\n", "    full: 4\n",
            "components[2].capacity: nothing stands by for these hosts"),
        ("  dependsOn:\n  - web\n", "  capacity: {minimal: 1, full: 2}\n", "components[3].capacity: there is no such field"),

        // Failover.
        ("mode: automatic", "mode: approve", "failover.approvers: there is nobody to ask"),
        ("mode: automatic", "mode: approve\n  approvers: [ann]", "failover.approveWithin: is missing"),
        ("mode: automatic", "mode: automatic\n  approvers: [ann]", "failover.approvers: an automatic failover asks nobody"),
        ("lease: 15s", "lease: 4s", "failover.lease: '4s' is not between 5s and 10m"),
        ("- https://shop", "- ftp://shop", "failover.checks[0]: is nothing that can be asked"),
        ("witness:\n  name: hamburg\n  region: de\n  zone: c\n  faultDomain: office\n  voter: azure:votes:/hamburg\n", "",
            "failover.mode: two sites alone cannot tell a lost site from a lost line"),

        // What is named and not built yet.
        ("objectives:\n  level", "architecture: dual-active\nobjectives:\n  level", "architecture: 'dual-active' is not built yet"),
        ("objectives:\n  level", "architecture: multi-active\nobjectives:\n  level", "architecture: 'multi-active' is not built yet"),
        ("objectives:\n  level", "architecture: two-sites-three-centres\nobjectives:\n  level",
            "architecture: 'two-sites-three-centres' is not built yet"),

        // Objectives against what is declared.
        ("level: jrt0168-5", "level: jrt0168-7", "objectives.level: 'jrt0168-7' is not a level that is known here"),
        ("level: jrt0168-5", "level: jrt0168-5\n  rto: 31m", "objectives.rto: '31m' is looser than the 30m of 'jrt0168-5'"),
        ("level: jrt0168-5", "level: jrt0168-5\n  availability: 99.9",
            "objectives.availability: '99.9' is looser than the 99.99 of 'jrt0168-5'"),
        ("    rto: 5m\n- name: documents", "    rpo: 1m\n- name: documents",
            "components[0].objectives.rpo: an RPO of zero is demanded of the system"),
        ("rpo: 1m", "rpo: 2m", "components[1].objectives.rpo: '2m' is looser than the 1m of 'jrt0168-5'"),
        ("ship: 1m", "ship: 2m", "components[1].standby: an RPO of 1m is demanded, and this one's is 2m"),
        ("onStandbyLoss: block", "onStandbyLoss: degrade",
            "components[0].standby: an RPO of 0s is demanded, and this one's is 1m (use a hot standby with "
            + "'replication: semi-sync' and 'onStandbyLoss: block')"),
        ("  objectives:\n    rpo: 1m\n    rto: 10m\n", "  objectives: {rto: 10m}\n",
            "components[1].standby: an RPO of 0s is demanded, and this one's is 1m (ship oftener"),
        ("    rto: 10m\n", "    rto: 61m\n", "components[1].objectives.rto: is longer than the 1h that a warm standby of kind 'files' may take"),
        ("  objectives:\n    rto: 5m\n- name: documents", "- name: documents",
            "objectives.level: an RTO of 30m is demanded, and this takes detect 8s + lease 17s + fence 10s + switch 10s + "
            + "verify 10s + orders 30m -> web 5m -> entry 2m = 37m55s"),
        ("mode: automatic", "mode: approve\n  approvers: [ann, bob]\n  approveWithin: 10m\n  escalateTo: [eve]",
            "objectives.level: an RTO of 30m is demanded, and this takes detect 8s + decide 20m + lease 17s"),
        ("  capacity:\n    minimal: 1\n    full: 4\n  standby:\n    site: munich\n    class: hot\n  objectives", "  objectives",
            "components[2].standby: is missing, and an RTO of 30m is demanded of the system"),

        // Prices.
        ("minimumHosts: 2", "minimumHosts: 9", "prices.minimumHosts: is more than the 8 hosts"),
        ("- name: munich\n    hostHour", "- name: munick\n    hostHour", "prices.sites[0].name: there is no site 'munick' (did you mean 'munich'?)"),
        ("hostHour: 0.2", "hostHour: -1", "prices.hostHour: '-1' is not an amount"),
    ];

    public static TheoryData<string, string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var (old, changed, said) in Cases)
            {
                data.Add(old, changed, said);
            }

            return data;
        }
    }

    [Fact]
    public void A_declaration_is_written_as_it_was_read()
    {
        var system = RecoverySample.System;

        var written = SystemManifest.ToYaml(system);
        Assert.Equal(RecoverySample.Yaml, written.Replace("\"", "", StringComparison.Ordinal));
        Assert.True(SystemDiff.Between(
            system, SystemManifest.Read(SystemManifest.ToJson(system).ToJsonString(), "json")).IsEmpty);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_contradicts_itself_or_cannot_meet_its_objectives_is_refused(
        string old, string changed, string said)
    {
        var refusal = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read(RecoverySample.With((old, changed)), "shop.yaml"));

        Assert.Contains(
            refusal.Problems,
            problem => problem.ToString().Contains($": {said}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_of_a_standby_is_shown_by_its_field()
    {
        var changed = SystemManifest.Read(RecoverySample.With(("ship: 1m", "ship: 59s")), "shop.yaml");

        Assert.Contains(
            "components[documents].standby.ship",
            SystemDiff.Between(RecoverySample.System, changed).ToText(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_said_of_a_failover_has_the_usual_values()
    {
        var failover = SystemManifest.Read(
            RecoverySample.With(("  lease: 15s\n  detection:\n    every: 2s\n    failures: 3\n", "")),
            "shop.yaml").Failover!;

        Assert.Equal(
            (FailoverMode.Automatic, 15, "2s", 3),
            (failover.Mode, failover.Lease.TotalSeconds, Durations.Format(failover.Detection.Every),
                failover.Detection.Failures));
    }

    [Fact]
    public void A_system_without_standbys_is_judged_by_what_is_measured_alone()
    {
        var system = SystemManifest.Read(
            """
            apiVersion: mesh/v1
            kind: System
            name: notes
            sites:
              - {name: here, faultDomain: one}
              - {name: there, role: standby, faultDomain: one}
            objectives: {rpo: 1m, rto: 1m}
            vault: {repository: /srv/vault, password: 'env:P'}
            components:
              - {name: folder, kind: files, paths: [/srv]}
              - {name: web, kind: hosts, dependsOn: [folder]}
            """,
            "notes.yaml");

        Assert.False(system.DeclaresRecovery);
        Assert.Null(system.ScheduleOf(system.Components[1]));
    }

    [Fact]
    public void A_cold_standby_loses_what_lies_between_two_backups()
    {
        const string Cold = """
            apiVersion: mesh/v1
            kind: System
            name: notes
            sites: [{name: here}, {name: there, role: standby}]
            objectives: {rpo: 24h, rto: 1d}
            vault: {repository: /srv/vault, password: 'env:P'}
            schedule: {timeZone: Europe/Berlin, full: 0 1 * * *}
            components:
              - {name: folder, kind: files, paths: [/srv], standby: {site: there, class: cold}}
            """;
        SystemManifest.Read(Cold, "notes.yaml");

        var seldom = Assert.Throws<InvalidManifestException>(() => SystemManifest.Read(
            Cold.Replace("0 1 * * *", "0 1 * * 1-5", StringComparison.Ordinal), "notes.yaml"));
        var never = Assert.Throws<InvalidManifestException>(() => SystemManifest.Read(
            Cold.Replace("schedule:", "# ", StringComparison.Ordinal), "notes.yaml"));

        Assert.Contains("this one's is 3d", seldom.Message, StringComparison.Ordinal);
        Assert.Contains("on request only", never.Message, StringComparison.Ordinal);
    }
}
