using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Systems;

namespace Mesh.Tests.Unit.Manifests;

public class SystemDiffTests
{
    [Fact]
    public void A_new_system_shows_all_its_fields()
    {
        var diff = SystemDiff.Between(null, System("[{name: one, kind: files, paths: [/one]}]"));

        Assert.StartsWith(
            "system orders: created\n  + apiVersion: mesh/v1\n  + kind: System\n  + name: orders\n  + sites[office].name: office\n",
            diff.ToText(),
            StringComparison.Ordinal);
        Assert.Contains("  + components[one].paths: [/one]\n", diff.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Created_changed_and_removed_fields_are_told_apart()
    {
        var before =
            System("[{name: one, kind: files, paths: [/one]}, {name: two, kind: files, paths: [/two]}]");
        var after = System("[{name: one, kind: files, paths: [/one, /more], excludes: ['*.tmp']}]");

        Assert.Equal(
            """
            system orders: changed
              ~ components[one].paths: [/one] -> [/one, /more]
              + components[one].excludes: [*.tmp]
              - components[two].name: two
              - components[two].kind: files
              - components[two].site: office
              - components[two].paths: [/two]

            """,
            SystemDiff.Between(before, after).ToText());
    }

    [Fact]
    public void Another_order_of_components_is_no_change()
    {
        var before =
            System("[{name: one, kind: files, paths: [/one]}, {name: two, kind: files, paths: [/two]}]");
        var after =
            System("[{name: two, kind: files, paths: [/two]}, {name: one, kind: files, paths: [/one]}]");

        var diff = SystemDiff.Between(before, after);

        Assert.True(diff.IsEmpty);
        Assert.Equal("system orders: unchanged\n", diff.ToText());
    }

    [Fact]
    public void A_removed_system_shows_all_its_fields_as_gone()
    {
        var diff = SystemDiff.Between(System("[{name: one, kind: files, paths: [/one]}]"), null);

        Assert.Equal(ChangeKind.Removed, diff.Kind);
        Assert.All(diff.Fields, field => Assert.Equal((ChangeKind.Removed, null), (field.Kind, field.After)));
    }

    [Fact]
    public void The_JSON_says_the_same()
    {
        var before = System("[{name: one, kind: files, paths: [/one]}]");
        var after = System("[{name: one, kind: files, paths: [/two]}]");

        Assert.Equal(
            """{"system":"orders","change":"changed","fields":[{"change":"changed","field":"components[one].paths","before":"[/one]","after":"[/two]"}]}""",
            SystemDiff.Between(before, after).ToJson().ToJsonString());
    }

    private static SystemDefinition System(string components) => SystemManifest.Read(
        $$"""
        apiVersion: mesh/v1
        kind: System
        name: orders
        sites: [{name: office}]
        vault: {password: 'env:P', repository: /v}
        components: {{components}}
        """,
        "orders.yaml");
}
