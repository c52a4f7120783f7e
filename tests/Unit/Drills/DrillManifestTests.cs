using Mesh.Catalog.Manifests;
using Mesh.Domain.Drills;

namespace Mesh.Tests.Unit.Drills;

public sealed class DrillManifestTests
{
    private const string System = """
        apiVersion: mesh/v1
        kind: System
        name: shop
        sites:
          - name: here
        vault:
          repository: /backups/shop
          password: file:/etc/mesh/vault.password
        components:
          - name: orders
            kind: database
            connection: mariadb://mesh@db1?password=env:DB
        """;

    [Fact]
    public void What_is_declared_is_read_and_written_again_the_same()
    {
        var rules = Read("""
            drills:
              every: 90d
              auto: true
              by: [alice, bob]
              asserts:
                - component: orders
                  assertions:
                    - {name: balanced, sql: SELECT 1, expect: "1"}
                    - {name: none lost, sql: SELECT COUNT(*) FROM bank.ledger, expect: "7"}
            """)!;

        Assert.Equal((TimeSpan.FromDays(90), true), (rules.Every, rules.Auto));
        Assert.Equal(["alice", "bob"], rules.By);
        Assert.Equal(["balanced", "none lost"], rules.Asserts[0].Assertions.Select(each => each.Name));
        AssertKept("drills: {every: 90d, auto: true, by: [a], asserts: [{component: orders, "
            + "assertions: [{name: x, sql: SELECT 2, expect: '2'}]}]}");
        AssertKept("drills: {at: '0 3 1 * *', timeZone: Europe/Berlin}");
    }

    [Theory]
    [InlineData("drills: {auto: true}", "drills: says nothing of how often")]
    [InlineData("drills: {every: 90d, at: '0 3 1 * *'}", "drills: has both 'every' and 'at'")]
    [InlineData("drills: {every: 1h}", "drills.every: 1h is less than 1d")]
    [InlineData("drills: {every: 90d, auto: yes}", "drills.auto: 'yes' is neither true nor false")]
    [InlineData("drills: {every: 90d, asserts: [{component: ordres, assertions: []}]}",
        "drills.asserts[0].component: there is no database 'ordres' (did you mean 'orders'?)")]
    [InlineData("drills: {evry: 90d}", "drills.evry: there is no such field (did you mean 'every'?)")]
    public void What_cannot_be_meant_is_refused(string drills, string said)
    {
        var error = Assert.Throws<InvalidManifestException>(() => Read(drills));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    private static void AssertKept(string drills)
    {
        var first = SystemManifest.ToYaml(SystemManifest.Read($"{System}\n{drills}", "shop.yaml"));
        Assert.Contains("drills:", first, StringComparison.Ordinal);
        Assert.Equal(first, SystemManifest.ToYaml(SystemManifest.Read(first, "shop.yaml")));
    }

    private static DrillRules? Read(string drills) =>
        SystemManifest.Read($"{System}\n{drills}", "shop.yaml").Drills;
}
