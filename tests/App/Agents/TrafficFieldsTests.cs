using Mesh.Catalog.Manifests;
using Mesh.Cli.Agents;
using Mesh.Sites.Traffic;
using Mesh.Sites.Traffic.Dns;

namespace Mesh.Tests.App.Agents;

/// <summary>What leads traffic, as an agent's configuration declares it.</summary>
public sealed class TrafficFieldsTests
{
    private const string Haproxy = """
          - name: door
            haproxy:
              socket: /run/haproxy/mesh.sock
              backend: db
              servers: {a: [a1], b: [b1, b2]}
              stateFile: /var/lib/mesh/haproxy/db.state
        """;

    private const string Dns = """
          - name: names
            dns:
              servers: [10.1.0.53, '10.2.0.53:5353']
              zone: shop.example
              key: {name: mesh-shop, algorithm: hmac-sha512, secret: 'file:/etc/mesh/dns.key'}
              records:
                - {name: db, type: A, ttl: 30s, values: {a: [10.1.0.5], b: [10.2.0.5]}}
              resolvers: [10.1.0.54]
        """;

    [Fact]
    public void What_the_documentation_shows_is_read()
    {
        var options = AgentFile.Read(Yaml($"{Haproxy}\n{Dns}"), "agent.yaml");

        var parts = options.Parts.Select(
            part => part.Open((_, _) => Task.FromResult(""), TimeProvider.System)).ToList();
        Assert.IsType<HaproxyPart>(parts[0]);
        Assert.IsType<DnsPart>(parts[1]);
        Assert.Equal(["door", "names"], parts.Select(part => part.Component));
        parts.ForEach(part => ((IDisposable)part).Dispose());
    }

    [Theory]
    [InlineData("type: A,", "type: MX,", "components[0].dns.records[0].type", "'MX' is not known")]
    [InlineData("ttl: 30s, ", "", "components[0].dns.records[0].ttl", "missing")]
    [InlineData("10.1.0.53,", "ns.shop.example,", "components[0].dns.servers[0]", "no address")]
    [InlineData("file:/etc/mesh/dns.key", "c2VjcmV0", "components[0].dns.key.secret", "not a reference")]
    [InlineData("hmac-sha512", "hmac-md5", "components[0].dns.key.algorithm", "'hmac-md5' is not known")]
    [InlineData("zone:", "zones:", "components[0].dns.zones", "no such field")]
    public void A_field_that_is_wrong_is_named(string was, string now, string field, string cause)
    {
        var error = Assert.Throws<InvalidManifestException>(() =>
            AgentFile.Read(Yaml(Dns.Replace(was, now, StringComparison.Ordinal)), "agent.yaml"));

        Assert.Contains(error.Problems, problem => problem.Field.EndsWith(field, StringComparison.Ordinal)
            && problem.Cause.Contains(cause, StringComparison.Ordinal));
        Assert.DoesNotContain("c2VjcmV0", error.Message, StringComparison.Ordinal);
    }

    private static string Yaml(string components) => $$"""
        apiVersion: mesh/v1
        kind: Agent
        system: shop
        site: a
        server: {url: 'https://mesh.example', keyFile: /etc/mesh/agent.key}
        state: /var/lib/mesh/agent
        voters: {a: /v/a, b: /v/b, w: /v/w}
        components:
        {{components}}
        """;
}
