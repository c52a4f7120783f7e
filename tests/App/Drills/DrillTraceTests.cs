using System.Globalization;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Drills;

/// <summary>A drill leaves no trace in production but those that its evidence lists.</summary>
public sealed class DrillTraceTests(ITestOutputHelper output)
{
    [MariaDbFact]
    public async Task Catalogue_vault_and_source_are_what_they_were_but_for_what_the_evidence_lists()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await DrillApp.StartAsync(source);
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));
        await app.Api.GetDrillKeyAsync(default);
        var before = await LookAsync(app, source);

        var drill = await DrillApp.EndAsync(app, await DrillApp.RequestAsync(app));

        Assert.True(drill.State == "succeeded", $"{drill.Reason}\n{app.Log}");
        var evidence = await DrillApp.EvidenceAsync(app, drill);
        var after = await LookAsync(app, source);
        Assert.Equal(before.Source, after.Source);
        Assert.Equal(before.Vault, after.Vault);
        Assert.Empty(DrillApp.Left(app));
        Assert.Equal([$"Drills {drill.Id}"], Texts(evidence["traces"]!["catalogueRows"]!));

        // What is new in the trail is listed by number; the last entry could only be foretold.
        var listed = evidence["traces"]!["auditEntries"]!.AsArray()
            .Select(entry => $"{entry!["number"]} {entry["action"]}")
            .Append($"{after.Audit.Count} {evidence["traces"]!["auditEntryToCome"]}");
        Assert.Equal(listed, after.Audit.Skip(before.Audit.Count));
        Assert.Equal(before.Tables, after.Tables);
    }

    private static IEnumerable<string> Texts(System.Text.Json.Nodes.JsonNode list) =>
        list.AsArray().Select(each => (string)each!);

    private static async Task<Seen> LookAsync(TestApp app, MariaDbServer source)
    {
        var tables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var audit = new List<string>();
        await using var catalogue = new SqliteConnection(
            $"Data Source={Path.Combine(app.Data, "catalog.db")};Mode=ReadOnly;Pooling=False");
        await catalogue.OpenAsync();
        foreach (var table in await RowsAsync(
            catalogue, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        {
            if (table == "Audit")
            {
                audit = await RowsAsync(
                    catalogue, "SELECT Number || ' ' || Action FROM Audit ORDER BY Number");
            }
            else if (table != "Drills")
            {
                var rows = await RowsAsync(catalogue, $"SELECT * FROM \"{table}\"");
                tables[table] = string.Join('\n', rows.Order(StringComparer.Ordinal));
            }
        }

        var vault = new DirectoryInfo(app.VaultFolder).GetFiles("*", SearchOption.AllDirectories)
            .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}")
            .Order(StringComparer.Ordinal);
        var state = await source.SqlAsync(
            "SELECT @@gtid_binlog_pos, @@gtid_current_pos; SHOW MASTER STATUS; SHOW DATABASES; "
            + "CHECKSUM TABLE bank.ledger; SELECT User, Host FROM mysql.user ORDER BY 1, 2; SHOW VARIABLES");
        return new Seen(tables, [.. vault], Steady(state), audit);
    }

    // Whatever the server counts by itself is no trace of anybody.
    private static string Steady(string state) => string.Join('\n', state.Split('\n').Where(line =>
        !line.StartsWith("timestamp", StringComparison.Ordinal)
        && !line.StartsWith("pseudo_thread_id", StringComparison.Ordinal)
        && !line.StartsWith("error_count", StringComparison.Ordinal)
        && !line.StartsWith("rand_seed", StringComparison.Ordinal)));

    private static async Task<List<string>> RowsAsync(SqliteConnection catalogue, string sql)
    {
        await using var command = catalogue.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(column =>
                Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    private sealed record Seen(
        IReadOnlyDictionary<string, string> Tables,
        IReadOnlyList<string> Vault,
        string Source,
        IReadOnlyList<string> Audit);
}
