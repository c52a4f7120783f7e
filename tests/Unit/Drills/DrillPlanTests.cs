using Mesh.Catalog.Manifests;
using Mesh.Domain.Drills;
using Mesh.Domain.Runbooks;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Drills;

public sealed class DrillPlanTests
{
    private static readonly SystemDefinition Shop = SystemManifest.ReadDraft("""
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites:
          - {name: a}
          - {name: b, role: standby}
        vault:
          repository: /backups/shop
          password: file:/etc/mesh/vault.password
        components:
          - name: app
            kind: hosts
            dependsOn: [ledger, papers]
            standby: {site: b, class: hot}
          - name: papers
            kind: files
            paths: [/srv/papers]
            dependsOn: [ledger]
          - name: ledger
            kind: database
            connection: mariadb://mesh@db1?password=env:DB
            log: continuous
            standby:
              site: b
              class: hot
              connection: mariadb://mesh@db2?password=env:DB
          - name: web
            kind: traffic
            dependsOn: [app]
        """, "shop.yaml");

    private static readonly IReadOnlyList<RunbookStep> Failover = RunbookPlan.Of(new RunbookSituation(
        RunbookKind.Failover,
        RunbookMode.Unplanned,
        "a",
        "b",
        [
            new RunbookPart("app", RunbookPartKind.Hosts, ["ledger"]),
            new RunbookPart("ledger", RunbookPartKind.Database, []),
            new RunbookPart("web", RunbookPartKind.Traffic, ["app"]),
        ]));

    [Fact]
    public void The_steps_are_those_of_the_failover_in_its_order_and_data_that_it_leaves_is_restored_too()
    {
        var ids = DrillPlan.Of(Shop, Failover).Select(step => step.Id).ToList();

        Assert.Equal(Failover.Select(step => step.Id), ids.Where(id => id != "restore-papers"));
        Assert.Equal(ids.IndexOf("catch-up-ledger") + 1, ids.IndexOf("restore-papers"));
    }

    [Fact]
    public void Only_what_needs_nothing_of_production_is_done_and_the_rest_says_why_it_is_not()
    {
        var steps = DrillPlan.Of(Shop, Failover);

        Assert.Equal(
            ["catch-up-ledger", "restore-papers", "promote-ledger", "check-app", "switch-web"],
            steps.Where(step => step.Treatment == DrillTreatment.Rehearsed).Select(step => step.Id));
        Assert.Equal(
            ["check-app", "switch-web"], steps.Where(step => step.Asks).Select(step => step.Id));
        Assert.DoesNotContain(steps, step => step.Treatment == DrillTreatment.NotDrilled);
        Assert.All(steps, step => Assert.NotEmpty(step.Why));
    }

    [Fact]
    public void Each_component_with_data_is_restored_once()
    {
        var restored = DrillPlan.Of(Shop, Failover).Where(step => step.Restores).ToList();

        Assert.Equal(["ledger", "papers"], restored.Select(step => step.Component));
    }
}
