using Mesh.Catalog.Manifests;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Standbys;

/// <summary>A system of two sites and a witness that can meet what it demands; a test changes some of it.
/// </summary>
internal static class RecoverySample
{
    public const string Yaml = """
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites:
        - name: berlin
          kind: own
          role: production
          region: de
          zone: a
          faultDomain: rack-1
          voter: /var/lib/mesh/voter
        - name: munich
          kind: public
          role: standby
          region: de
          zone: b
          faultDomain: rack-1
          voter: azure:votes:/munich
        witness:
          name: hamburg
          region: de
          zone: c
          faultDomain: office
          voter: azure:votes:/hamburg
        objectives:
          level: jrt0168-5
          rpo: 0s
          survives: zone
        vault:
          repository: /srv/vault
          password: env:VAULT_PASSWORD
        failover:
          mode: automatic
          lease: 15s
          detection:
            every: 2s
            failures: 3
          checks:
          - https://shop.example/health
          - mariadb://probe@db?password=env:PROBE
        prices:
          currency: EUR
          hostHour: 0.2
          storageGbMonth: 0.02
          egressGb: 0.05
          hosts: 8
          minimumHosts: 2
          storedGb: 500
          changedGbPerDay: 10
          sites:
          - name: munich
            hostHour: 0.1
            storageGbMonth: 0.02
            egressGb: 0.05
        components:
        - name: orders
          kind: database
          site: berlin
          connection: mariadb://mesh@db1?password=env:DB
          log: continuous
          standby:
            site: munich
            class: hot
            connection: mariadb://mesh@db2?password=env:DB
            replication: semi-sync
            onStandbyLoss: block
          objectives:
            rto: 5m
        - name: documents
          kind: files
          site: berlin
          paths:
          - /srv/documents
          standby:
            site: munich
            class: warm
            path: /mnt/munich
            cycle: 3h
            ship: 1m
          objectives:
            rpo: 1m
            rto: 10m
        - name: web
          kind: hosts
          site: berlin
          dependsOn:
          - orders
          - documents
          capacity:
            minimal: 1
            full: 4
          standby:
            site: munich
            class: hot
          objectives:
            rto: 5m
        - name: entry
          kind: traffic
          site: berlin
          dependsOn:
          - web

        """;

    public static SystemDefinition System => SystemManifest.Read(Yaml, "shop.yaml");

    /// <summary>The sample with some of its text replaced; what is replaced must be there.</summary>
    public static string With(params (string Old, string New)[] changes) =>
        changes.Aggregate(Yaml, (yaml, change) =>
        {
            Assert.Contains(change.Old, yaml, StringComparison.Ordinal);
            return yaml.Replace(change.Old, change.New, StringComparison.Ordinal);
        });
}
