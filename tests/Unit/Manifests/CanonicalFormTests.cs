using CsCheck;
using Mesh.Catalog.Diffs;
using Mesh.Catalog.Manifests;
using Mesh.Domain.Names;
using Mesh.Domain.Retention;
using Mesh.Domain.Runs;
using Mesh.Domain.Schedules;
using Mesh.Domain.Secrets;
using Mesh.Domain.Systems;
using Mesh.Tests.Unit.Catalog;

namespace Mesh.Tests.Unit.Manifests;

public class CanonicalFormTests
{
    private static readonly Gen<string> Words = OneOf(
        "plain", "yes", "null", "1.5", "0x1f", "2026-01-01", "a: b", "# no comment", "'quoted'", "\"double\"",
        " leading",
        "trailing ",
        "- item",
        "[list]",
        "{map}",
        "*alias",
        "&anchor",
        "!tag",
        "%directive",
        "@at",
        "`tick",
        "über 日本 🙂",
        "line\nbreak",
        "\ttab",
        "bell\u0007",
        "\u2028",
        "\uFEFF",
        "\u0085",
        "two  blanks",
        "a #b",
        "a:",
        "",
        "a long text that goes on  and on, well past the width at which a writer of YAML would like to fold it over",
        new string('x', 900),
        "a\\b",
        "a,b",
        "?",
        ":",
        "-",
        "~",
        "|",
        ">",
        "!",
        "=",
        "<<",
        "1e3",
        "12:30:45",
        "---",
        "...");

    private static readonly Gen<Schedule?> Schedules = OneOf<Schedule?>(
        null,
        new Schedule(TimeZoneName.Parse("Asia/Shanghai"), CronTime.Parse("0 1 * * 0"), null),
        new Schedule(TimeZoneName.Utc, CronTime.Parse("0 1 * * MON"), CronTime.Parse("*/15 * * * *")));

    private static readonly Gen<RetentionRules> Rules =
        from last in Gen.Int[-1, 3].Where(count => count != 0)
        from daily in Gen.Int[-1, 9]
        from tags in Words.Where(word => word.Length > 0).Array[0, 2]
        select new RetentionRules
        {
            Last = last,
            Daily = daily,
            Within = daily > 5 ? CalendarSpan.Parse("1y2m3d4h") : null,
            Tags = tags,
        };

    private static readonly Gen<SystemDefinition> Systems =
        from description in Words.Where(IsPlain)
        from region in Words.Where(IsPlain)
        from schedule in Schedules
        from rules in Rules
        from own in Rules
        from excludes in Words.Array[0, 3].Where(all => all.All(one => !string.IsNullOrWhiteSpace(one)))
        from path in Words
        from availability in Gen.Int[1, 99_999_999]
        from seconds in Gen.Int[1, 10_000_000]
        select new SystemDefinition(
            SystemName.Parse("orders"),
            [
                new Site(SiteName.Parse("a"), SiteKind.ThirdParty, SiteRole.Standby, region, null, region),
                new Site(SiteName.Parse("b"), SiteKind.Own, SiteRole.Production),
            ],
            new VaultSettings(
                VaultLocation.Parse("azure:vault:/orders"), SecretReference.Parse("file:/etc/pass word")),
            [
                new FilesComponent(ComponentName.Parse("one"), SiteName.Parse("b"), ["/" + path], excludes)
                {
                    Schedule = schedule,
                    Retention = own,
                },
                new FilesComponent(ComponentName.Parse("two"), SiteName.Parse("a"), ["/srv"], []),
                new DatabaseComponent(
                    ComponentName.Parse("three"),
                    SiteName.Parse("a"),
                    DatabaseConnection.Parse("mariadb://me%40home@db1:3307?password=env:P"))
                {
                    Connections = seconds % 2 == 0 ? 8 : null,
                    BytesPerSecond = seconds % 3 == 0 ? seconds : null,
                    Log = seconds % 5 == 0 ? DatabaseLog.Continuous : DatabaseLog.Off,
                    Schedule = schedule,
                },
            ])
        {
            Description = description,
            Objectives = new Objectives(TimeSpan.FromSeconds(seconds), null, availability / 1_000_000.0),
            Schedule = schedule,
            Retention = rules,
        };

    [Fact]
    public void What_is_written_reads_back_as_the_same_system() => Systems.Sample(
        system =>
        {
            var yaml = SystemManifest.ToYaml(system);
            var again = SystemManifest.Read(yaml, "written.yaml");

            Assert.Equal(yaml, SystemManifest.ToYaml(again));
            Assert.True(SystemDiff.Between(system, again).IsEmpty, yaml);
        },
        iter: 2000);

    [Fact]
    public void The_canonical_JSON_is_a_manifest_too() => Systems.Sample(
        system =>
        {
            var json = SystemManifest.ToJson(system).ToJsonString();
            var again = SystemManifest.Read(json, "written.json");

            Assert.Equal(SystemManifest.ToYaml(system), SystemManifest.ToYaml(again));
        },
        iter: 500);

    [Theory]
    [InlineData("yes")]
    [InlineData("Null")]
    [InlineData("~")]
    [InlineData("1.5")]
    [InlineData("0x1f")]
    [InlineData("12:30")]
    [InlineData("2026-01-01")]
    [InlineData(".inf")]
    [InlineData("line\u2028break")]
    public void Text_that_another_reader_would_take_for_something_else_is_quoted(string text)
    {
        var yaml = SystemManifest.ToYaml(ScratchCatalog.Orders() with { Description = text });

        Assert.Contains("\ndescription: \"", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_are_written_out_and_fields_put_in_order()
    {
        var system = SystemManifest.Read(
            """
            components: [{paths: ['/a b'], kind: files, name: docs}]
            vault: {password: 'env:P', repository: /v}
            sites: [{name: office}]
            retention: {last: unlimited}
            name: orders
            kind: System
            apiVersion: mesh/v1
            """,
            "orders.yaml");

        Assert.Equal(
            """
            apiVersion: mesh/v1
            kind: System
            name: orders
            sites:
            - name: office
              kind: own
              role: production
            vault:
              repository: /v
              password: env:P
            retention:
              last: unlimited
            components:
            - name: docs
              kind: files
              site: office
              paths:
              - /a b

            """,
            SystemManifest.ToYaml(system));
    }

    [Fact]
    public void A_component_keeps_its_own_schedule_and_retention_before_the_systems()
    {
        var system = SystemManifest.Read(
            """
            apiVersion: mesh/v1
            kind: System
            name: orders
            sites: [{name: office}]
            vault: {password: 'env:P', repository: /v}
            schedule: {timeZone: UTC, full: 0 1 * * *}
            retention: {last: 3}
            components:
              - {name: one, kind: files, paths: [/one]}
              - name: two
                kind: files
                paths: [/two]
                schedule: {timeZone: Europe/Berlin, incremental: 0 * * * *}
                retention: {last: 9}
            """,
            "orders.yaml");
        var (one, two) = (system.Components[0], system.Components[1]);

        Assert.Equal(
            ("UTC", "Europe/Berlin"),
            (system.ScheduleOf(one)!.TimeZone.Value, system.ScheduleOf(two)!.TimeZone.Value));
        Assert.Equal((3, 9), (system.RetentionOf(one).Last, system.RetentionOf(two).Last));
        Assert.Equal(
            BackupMode.Incremental,
            system.ScheduleOf(two)!.Due(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1))!.Mode);
    }

    private static bool IsPlain(string word) => word.Length > 0 && !word.Any(char.IsControl);

    private static Gen<T> OneOf<T>(params T[] values) =>
        Gen.Int[0, values.Length - 1].Select(place => values[place]);
}
