using Mesh.Catalog.Manifests;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Probes;

/// <summary>A system at two sites with a witness, whose production is watched.</summary>
internal static class DetectedSystem
{
    public static SystemDefinition Definition(
        string checks = "checks: ['tcp://db.example:3306', 'http://web.example/']",
        string deciders = "mode: approve\n  approvers: [ann]\n  approveWithin: 15m") => SystemManifest.Read(
        $$"""
        apiVersion: mesh/v1
        kind: System
        name: bank
        sites:
          - {name: a, faultDomain: fa, voter: /srv/voter-a}
          - {name: b, faultDomain: fb, role: standby, voter: /srv/voter-b}
        witness: {name: w, faultDomain: fw, voter: /srv/voter-w}
        vault: {repository: /srv/vault, password: 'env:VAULT_PASSWORD'}
        failover:
          {{deciders}}
          {{checks}}
        components:
          - name: db
            kind: database
            connection: mariadb://mesh@a.example
            standby:
              site: b
              class: hot
              connection: mariadb://mesh@b.example
              replication: semi-sync
              onStandbyLoss: block
        """,
        "bank.yaml");
}
