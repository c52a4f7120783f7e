using Mesh.Catalog.Manifests;

namespace Mesh.Tests.Unit.Manifests;

/// <summary>Bad manifests and exactly what is said about each.</summary>
public class BadManifestTests
{
    /// <summary>A good manifest by line; a case replaces some of the lines.</summary>
    private static readonly string[] Good =
    [
        /*  1 */ "apiVersion: mesh/v1",
        /*  2 */ "kind: System",
        /*  3 */ "name: orders",
        /*  4 */ "sites:",
        /*  5 */ "  - {name: office, kind: own, role: production}",
        /*  6 */ "objectives: {rpo: 24h, rto: 4h, availability: 99.9}",
        /*  7 */ "vault:",
        /*  8 */ "  repository: /srv/vault",
        /*  9 */ "  password: env:VAULT_PASSWORD",
        /* 10 */ "schedule: {timeZone: Europe/Berlin, full: 0 1 * * 0, incremental: 0 * * * *}",
        /* 11 */ "retention: {last: 3, daily: 7, within: 1m}",
        /* 12 */ "components:",
        /* 13 */ "  - name: documents",
        /* 14 */ "    kind: files",
        /* 15 */ "    site: office",
        /* 16 */ "    paths: [/srv/documents]",
    ];

    private static readonly (int Line, string Text, string Said)[] Cases =
    [
        (1, "apiVersion: mesh/v2", "1:13: apiVersion: 'mesh/v2' is not known here (write 'mesh/v1')"),
        (1, "# none", "2:1: apiVersion: the field is missing (write 'apiVersion: mesh/v1')"),
        (2, "kind: Sytem", "2:7: kind: 'Sytem' is not known here (write 'System')"),
        (3, "name: Orders", "3:7: name: 'Orders' does not begin with a lower-case letter " + Name),
        (3, "name: or_ders", "3:7: name: 'or_ders' contains '_' " + Name),
        (3, "name: or--ders", "3:7: name: 'or--ders' has two hyphens in a row " + Name),
        (3, "name: orders-", "3:7: name: 'orders-' ends with a hyphen " + Name),
        (3, "name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "3:7: name: the name has 33 characters " + Name),
        (3, "name:", "3:6: name: the field has no value (write a value, or leave the field out)"),
        (3, "name: [orders]", "3:7: name: a single value is expected here (write 'name: value')"),
        (3, "name: orders\nnaem: orders", "4:1: naem: there is no such field (did you mean 'name'?)"),
        (3, "name: orders\nname: orders", "4:1: name: the field stands in line 3 already (write each field once)"),
        (3, "name: orders\nrunbooks: x", "4:1: runbooks: 'runbooks' is not built yet (leave it out)"),
        (3, "name: &me orders", "3:7: name: has an anchor, which is not taken here (leave the anchor out)"),
        (3, "name: *me", "3:7: name: is an alias, which is not taken here (write the value out)"),
        (3, "name: !!str orders", "3:7: name: has a tag, which is not taken here (leave the tag out)"),
        (3, "name: orders\ndescription: \"a\\u0007\"", "4:14: description: contains a control character (write it in one line)"),
        (5, "  - {name: office, kind: cloud}", "5:26: sites[0].kind: 'cloud' is not known here "
            + "(use one of: own, public, private, dedicated, hybrid, third-party)"),
        (5, "  - {name: office, kind: privat}", "5:26: sites[0].kind: 'privat' is not known here (did you mean 'private'?)"),
        (5, "  - {name: office, role: standby}",
            "5:3: sites: 0 sites have the role production (give exactly one site the role production)"),
        (5, "  - {name: office}\n  - {name: office, role: standby}",
            "6:12: sites[1].name: another site is called 'office' too (give each site its own name)"),
        (5, "  - office", "5:5: sites[0]: fields are expected here (write '- name: value')"),
        (5, "  name: office", "5:3: sites: a list is expected here (write '- value' lines, or [value, value])"),
        (6, "objectives: {rpo: 1 day}", "6:19: objectives.rpo: '1 day' is not a duration " + Duration),
        (6, "objectives: {rpo: 0s}", "6:19: objectives.rpo: backups cannot keep an RPO of zero "
            + "(allow at least the time between two backups, or declare hot standbys)"),
        (6, "objectives: {rto: 999999w}", "6:19: objectives.rto: '999999w' is longer than a hundred years "
            + Duration),
        (6, "objectives: {availability: 100}", "6:28: objectives.availability: is not between 0 and 100 "
            + "(write percent of the year, as in 99.9)"),
        (6, "objectives: {availability: high}", "6:28: objectives.availability: 'high' is not a percentage (write at most ten digits, as in 99.9)"),
        (6, "objectives: best", "6:13: objectives: fields are expected here (write 'name: value' lines, indented)"),
        (8, "  repository: backups", "8:15: vault.repository: is not the location of a vault " + Vault),
        (8, "  repository: /srv/../vault", "8:15: vault.repository: the path contains '..' or a zero byte "
            + Vault),
        (8, "  repository: azure:c", "8:15: vault.repository: the location on Azure is not complete "
            + Vault),
        (8, "  repository: s3:server/bucket", "8:15: vault.repository: vaults on 's3' are not built yet "
            + Vault),
        (9, "  password: hunter2", "9:13: vault.password: is not a reference to a secret " + Secret),
        (9, "  password: env:not a name", "9:13: vault.password: what follows 'env:' is not the name of an environment "
            + "variable " + Secret),
        (9, "  password: file:relative", "9:13: vault.password: what follows 'file:' is not an absolute path " + Secret),
        (9, "  password: keyvault:name", "9:13: vault.password: references to a key vault are not built yet "
            + "(use env:NAME or file:/path)"),
        (10, "schedule: {timeZone: Europe/Berln, full: 0 1 * * 0}",
            "10:22: schedule.timeZone: 'Europe/Berln' is not a time zone of this machine "
            + "(use an IANA name such as Europe/Berlin, or UTC)"),
        (10, "schedule: {full: 0 1 * * 0}", "10:11: schedule.timeZone: the field is missing "
            + "(name the zone of the times, as in Europe/Berlin or UTC)"),
        (10, "schedule: {timeZone: UTC, full: 0 1 * *}", "10:33: schedule.full: '0 1 * *' has 4 fields, and a schedule has five "
            + Cron),
        (10, "schedule: {timeZone: UTC, full: 0 0 30 2 *}", "10:33: schedule.full: '0 0 30 2 *' never comes " + Cron),
        (10, "schedule: {timeZone: UTC}", "10:11: schedule: has no times "
            + "(give 'full' or 'incremental', or leave the schedule out)"),
        (11, "retention: {last: 0}", "11:19: retention.last: '0' is not a count " + Count),
        (11, "retention: {last: -1}", "11:19: retention.last: '-1' is not a count " + Count),
        (11, "retention: {dayly: 7}", "11:13: retention.dayly: there is no such field (did you mean 'daily'?)"),
        (11, "retention: {within: 7w}", "11:21: retention.within: '7w' is not a calendar span "
            + "(write numbers and units (y, m, d, h) in this order, as in 7d or 1y6m; m means months)"),
        (11, "retention: {tags: [keep]}", "11:12: retention: keeps by tags only, so that points without the tag would all "
            + "be forgotten (add a rule that keeps by time, as 'last: 1')"),
        (11, "retention: {last: 1, tags: [a, 'b,,c']}", "11:32: retention.tags[1]: a tag is empty "
            + "(write a tag, or several with single commas between)"),
        (14, "    kind: mysql", "14:11: components[0].kind: 'mysql' is an engine, not a kind of component "
            + "(write 'kind: database' and 'connection: mysql://USER@HOST')"),
        (14, "    kind: volumes", "14:11: components[0].kind: components of kind 'volumes' are not built yet "
            + "(use one of: files, database, hosts, traffic)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database}", "17:5: components[1].connection: "
            + "the field is missing (write connection: mariadb://USER@HOST:PORT?password=env:NAME)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mysql://a@b}",
            "17:44: components[1].connection: databases of 'mysql' are not built yet "
            + "(write mariadb://USER@HOST:PORT?password=env:NAME)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, connections: 65}",
            "17:72: components[1].connections: '65' is not a number from 1 to 64 "
            + "(write it in digits, or leave the field out)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, bytesPerSecond: 0}",
            "17:75: components[1].bytesPerSecond: '0' is not a number from 1 "
            + "(write it in digits, or leave the field out)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, paths: [/a]}",
            "17:59: components[1].paths: there is no such field (use one of: "
            + "kind, name, site, dependsOn, connection, connections, bytesPerSecond, log, prove, standby, objectives, "
            + "schedule, retention)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, log: continous}",
            "17:64: components[1].log: 'continous' is not known here (did you mean 'continuous'?)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, prove: {at: 0 4 * * *}}",
            "17:66: components[1].prove.timeZone: the field is missing "
            + "(name the zone of the time, as in Europe/Berlin or UTC)"),
        (16, "    paths: [/srv/documents]\n  - {name: db, kind: database, connection: mariadb://a@b, prove: {timeZone: UTC, "
            + "at: 0 4 * * *, assertions: [{name: a, sql: SELECT 1}, {name: a, sql: SELECT 2}]}}",
            "17:143: components[1].prove.assertions[1].name: another assertion is called 'a' too "
            + "(give each assertion its own name)"),
        (14, "    kind: fils", "14:11: components[0].kind: 'fils' is not a kind of component (did you mean 'files'?)"),
        (15, "    site: ofice", "15:11: components[0].site: there is no site 'ofice' (did you mean 'office'?)"),
        (16, "    paths: [srv/documents]", "16:13: components[0].paths[0]: 'srv/documents' is not an absolute path "
            + "(begin the path with '/')"),
        (16, "    paths: [/srv/../etc]", "16:13: components[0].paths[0]: '/srv/../etc' contains '.' or '..' "
            + "(write the path that is meant)"),
        (16, "    paths: [/srv/]", "16:13: components[0].paths[0]: '/srv/' has a slash too many "
            + "(write single slashes, and none at the end)"),
        (16, "    paths: [/srv, /srv/documents]", "16:19: components[0].paths[1]: is covered by '/srv' already "
            + "(name each path once)"),
        (16, "    paths: []", "16:12: components[0].paths: there is no path (name at least one absolute path)"),
        (16, "    paths: [/srv]\n    excludes: ['']", "17:16: components[0].excludes[0]: the pattern is empty "
            + "(write a pattern such as '*.tmp', or leave it out)"),
        (16, "    paths: [/srv]\n    dependsOn: [x]", "17:17: components[0].dependsOn[0]: there is no component 'x' (use one of: documents)"),
        (16, "    paths: [/srv]\n  - {name: documents, kind: files, paths: [/x]}",
            "17:12: components[1].name: another component is called 'documents' too (give each component its own name)"),
        (16, "    paths: [/srv]\n---\nkind: System", "17:1: a second document begins here (write one system into each file)"),
    ];

    private const string Name =
        "(use 1 to 32 lower-case letters, digits and single hyphens, beginning with a letter)";
    private const string Duration =
        "(write a number and a unit (s, m, h, d, w), as in 15m, 24h, 7d or 1h30m)";
    private const string Vault = "(write an absolute path, or azure:CONTAINER:/PREFIX)";
    private const string Secret = "(write env:NAME or file:/path; the secret itself must not stand here)";
    private const string Count = "(write a number from 1, or unlimited; leave the field out for none)";
    private const string Cron =
        "(write minute, hour, day of month, month, day of week, as in '30 1 * * *' for 01:30 daily)";

    public static TheoryData<int, string, string> Table { get; } = Data();

    [Fact]
    public void The_manifest_that_the_cases_spoil_is_good()
    {
        var system = SystemManifest.Read(string.Join('\n', Good), "orders.yaml");

        Assert.Equal("orders", system.Name.Value);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_bad_manifest_is_refused_with_place_field_cause_and_hint(int line, string text, string said)
    {
        var lines = (string[])Good.Clone();
        lines[line - 1] = text;

        var refusal = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read(string.Join('\n', lines), "orders.yaml"));

        Assert.Equal(["orders.yaml:" + said], refusal.Problems.Select(problem => problem.ToString()));
        Assert.Equal(
            ("invalid-manifest", "orders.yaml", 2), (refusal.Code, refusal.Subject, refusal.ExitCode));
    }

    [Theory]
    [InlineData("", "1:1: the file is empty (begin with 'apiVersion: mesh/v1')")]
    [InlineData("# nothing", "the file is empty (begin with 'apiVersion: mesh/v1')")]
    [InlineData("- a\n- b", "1:1: fields are expected here (begin with 'apiVersion: mesh/v1')")]
    [InlineData("just words", "1:1: fields are expected here (begin with 'apiVersion: mesh/v1')")]
    public void What_is_no_manifest_at_all_is_refused(string text, string said)
    {
        var refusal = Assert.Throws<InvalidManifestException>(() => SystemManifest.Read(text, "orders.yaml"));

        Assert.EndsWith(said, Assert.Single(refusal.Problems).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: [a", 1)]
    [InlineData("name: a\n\tkind: b", 1)]
    [InlineData("name: \"a", 1)]
    [InlineData("a: b: c", 1)]
    public void What_is_not_YAML_is_refused_with_its_line(string text, int line)
    {
        var refusal = Assert.Throws<InvalidManifestException>(() => SystemManifest.Read(text, "orders.yaml"));

        var problem = Assert.Single(refusal.Problems);
        Assert.StartsWith("this is not YAML: ", problem.Cause, StringComparison.Ordinal);
        Assert.InRange(problem.Line, line, line + 1);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once_in_the_order_of_the_file()
    {
        var refusal = Assert.Throws<InvalidManifestException>(() => SystemManifest.Read(
            """
            apiVersion: mesh/v1
            kind: System
            name: Orders
            sites: [{name: office, colour: red}]
            vault: {repository: backups}
            components:
              - {name: documents, kind: files}
              - {name: database, kind: mysql}
            """,
            "orders.yaml"));

        Assert.Equal(
            [
                "3 name",
                "4 sites[0].colour",
                "5 vault.password",
                "5 vault.repository",
                "7 components[0].paths",
                "8 components[1].kind",
            ],
            refusal.Problems.Select(problem => $"{problem.Line} {problem.Field}"));
        Assert.StartsWith(
            "orders.yaml: 6 problems\n  orders.yaml:3:7: name: ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("  password: hunter2")]
    [InlineData("  password: env:hunter2!")]
    [InlineData("  password: file:hunter2")]
    [InlineData("  password: [hunter2]")]
    [InlineData("  password: {inline: hunter2}")]
    [InlineData("  password: 'hunter2")]
    [InlineData("  password: &a hunter2")]
    [InlineData("  password: !hunter2 hunter2")]
    public void A_secret_written_in_clear_is_not_repeated(string line)
    {
        var lines = (string[])Good.Clone();
        lines[8] = line;

        var refusal = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read(string.Join('\n', lines), "orders.yaml"));

        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_character_is_refused_with_its_place()
    {
        var refusal = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read("kind: System\nname: a\ud83db", "orders.yaml"));

        Assert.StartsWith(
            "orders.yaml:2:8: here is half of a character",
            refusal.Problems[0].ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_deep_or_a_huge_file_is_refused_quickly()
    {
        var deep = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read(new string('[', 100_000), "deep.yaml"));
        var huge = Assert.Throws<InvalidManifestException>(() =>
            SystemManifest.Read(new string('a', SystemManifest.LargestText + 1), "huge.yaml"));

        Assert.Contains("nested more than 32 levels", deep.Message, StringComparison.Ordinal);
        Assert.Contains("characters", huge.Message, StringComparison.Ordinal);
    }

    private static TheoryData<int, string, string> Data()
    {
        var data = new TheoryData<int, string, string>();
        foreach (var (line, text, said) in Cases)
        {
            data.Add(line, text, said);
        }

        return data;
    }
}
