using System.Security.Cryptography;
using Mesh.Catalog.Access;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Access;

namespace Mesh.Tests.Unit.Access;

public class AccessFileTests
{
    [Fact]
    public void A_new_key_is_held_by_who_is_declared_with_it_and_by_nobody_else()
    {
        using var random = RandomNumberGenerator.Create();
        var (key, other) = (AccessFile.NewKey(random), AccessFile.NewKey(random));

        var holders = AccessFile.Read(
            $$"""
            apiVersion: mesh/v1
            kind: Access
            people:
              - name: ann
                role: approver
                keys: ['{{AccessFile.Declared(other)}}', '{{AccessFile.Declared(key)}}']
              - {name: bob@bank.example, role: viewer, keys: []}
            """,
            "access.yaml");

        Assert.Equal(new Person("ann", Role.Approver), holders[0].Person);
        Assert.True(holders[0].Holds(key));
        Assert.False(holders[0].Holds(AccessFile.Declared(key)));
        Assert.False(holders[1].Holds(key));
        Assert.False(holders[1].Holds(""));
    }

    [Theory]
    [InlineData("{name: ann, role: king, keys: []}", "people[0].role")]
    [InlineData("{name: 'ann o', role: viewer, keys: []}", "people[0].name")]
    [InlineData("{name: Mesh, role: viewer, keys: []}", "people[0].name")]
    [InlineData("{name: ann, role: viewer}", "people[0].keys")]
    [InlineData("{name: ann, role: viewer, keys: ['secret']}", "people[0].keys[0]")]
    [InlineData("{name: ann, role: viewer, keys: [], key: x}", "people[0].key")]
    [InlineData("{name: ann, role: viewer, keys: []}, {name: ann, role: admin, keys: []}", "people[1].name")]
    public void What_is_wrong_in_it_is_refused_by_field_without_showing_what_may_be_a_key(
        string people, string field)
    {
        var refusal = Assert.Throws<InvalidManifestException>(() => AccessFile.Read(
            $"{{apiVersion: mesh/v1, kind: Access, people: [{people}]}}", "access.yaml"));

        Assert.Contains(refusal.Problems, problem => problem.Field == field);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }
}
