using System.Diagnostics;
using System.Text;
using Mesh.Domain.Errors;
using Mesh.Domain.Evidence;
using Mesh.Functions.Drills;
using Mesh.Tests.App.Databases;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Mesh.Tests.Kit.Requirements;
using Xunit.Abstractions;

namespace Mesh.Tests.App.Drills;

/// <summary>Drills by the whole app, on real servers.</summary>
public sealed class DrillTests(ITestOutputHelper output)
{
    private const string Lossless = """
        drills:
          every: 90d
          asserts:
            - component: ledger
              assertions: [{name: it balances, sql: 'SELECT SUM(amount) FROM bank.ledger', expect: '0'}]
        """;

    [MariaDbFact]
    public async Task Under_load_a_drill_shows_RTO_and_RPO_in_evidence_that_verifies_and_nothing_stops()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await DrillApp.StartAsync(source, "continuous", Lossless, "* * * * * *");
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output), TestApp.Component);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(source, stop.Token);
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);

        var drill = await DrillApp.EndAsync(app, await DrillApp.RequestAsync(app));
        await stop.CancelAsync();
        var written = await writing;

        Assert.True(drill.State == "succeeded", $"{drill.Reason}\n{app.Log}");
        var evidence = await DrillApp.EvidenceAsync(app, drill);
        Assert.Equal("ann", (string?)evidence["requestedBy"]);
        Assert.Equal("succeeded", (string?)evidence["outcome"]);
        Assert.Equal(2, evidence["points"]!.AsArray().Count);
        Assert.InRange((decimal)evidence["figures"]!["rpoSeconds"]!, 0, 60);
        Assert.InRange((decimal)evidence["figures"]!["rtoSeconds"]!, 0.001m, 100);
        Assert.Contains(
            evidence["checks"]!.AsArray(),
            check => (string?)check!["name"] == "assertion 'it balances'" && (bool)check["passed"]!);
        Assert.All(evidence["steps"]!.AsArray(), step => Assert.True((bool)step!["done"]!));
        Assert.True(written > 2, $"{written} writes");
        Assert.Empty(DrillApp.Left(app));
        output.WriteLine($"{written} writes meanwhile; {evidence["figures"]!.ToJsonString()}");

        var standing = await app.Api.GetSystemStatusAsync(TestApp.System, default);
        var rto = standing.Objectives.Single(each => each is { Component: null, Objective: "rto" });
        Assert.Equal(drill.Figures!.RtoSeconds!.Value, rto.ProvenSeconds!.Value, 3);
        var due = Assert.Single((await app.Api.ListDrillCalendarAsync("", default)).Items);
        Assert.Equal((drill.Id, false), (due.Last!.Id, due.Overdue));
        Assert.Equal(drill.RequestedAt.AddDays(90), due.Due!.Value, TimeSpan.FromSeconds(1));
    }

    [MariaDbFact]
    public async Task What_an_assertion_refutes_fails_the_drill_with_an_alert_until_the_next_one_succeeds()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank + "INSERT INTO bank.ledger (amount) VALUES (1)");
        await using var app = await DrillApp.StartAsync(source, more: Lossless);
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));

        var bad = await DrillApp.EndAsync(app, await DrillApp.RequestAsync(app));
        var alert = Assert.Single((await app.Api.ListAlertsAsync("", default)).Items);
        await source.SqlAsync("DELETE FROM bank.ledger WHERE amount = 1");
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));
        var good = await DrillApp.EndAsync(app, await DrillApp.RequestAsync(app));

        Assert.Equal("failed", bad.State);
        Assert.Contains("it gives 1, expected 0", bad.Reason, StringComparison.Ordinal);
        var evidence = await DrillApp.EvidenceAsync(app, bad);
        Assert.Equal("not shown to meet the objectives", (string?)evidence["figures"]!["verdict"]);
        Assert.Equal(("drill-failed", "critical"), (alert.Code, alert.Severity));
        Assert.True(good.State == "succeeded", good.Reason);
        Assert.Empty((await app.Api.ListAlertsAsync("", default)).Items);
        Assert.Empty(DrillApp.Left(app));
    }

    [MariaDbFact]
    public async Task The_command_verifies_a_file_alone_and_names_what_is_wrong_with_it()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await DrillApp.StartAsync(source);
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));
        var drill = await DrillApp.EndAsync(app, await DrillApp.RequestAsync(app));
        var text = (await app.Api.ExportDrillAsync(drill.Id, default)).Text;
        var file = app.Folder["evidence.json"];
        await File.WriteAllTextAsync(file, text);
        var key = (await app.Api.GetDrillKeyAsync(default)).PublicKey;

        Assert.Contains($"OK: {drill.Id}", await MeshAsync(0, "drill", "verify", file, "--key", key));
        await File.WriteAllTextAsync(file, text.Replace("\"payload\":\"ey", "\"payload\":\"ez"));
        Assert.Contains("altered: payload", await MeshAsync(ExitCode.BadInput, "drill", "verify", file));
        await File.WriteAllTextAsync(file, text[..^20]);
        Assert.Contains("cut off", await MeshAsync(ExitCode.BadInput, "drill", "verify", file));

        var random = Seed.NewRandom(output);
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var round = 0; round < 300; round++)
        {
            var altered = bytes.ToArray();
            altered[random.Next(altered.Length)] ^= (byte)random.Next(1, 256);
            Assert.Throws<MeshException>(() => SignedEvidence.Verify(altered, file, null));
        }

        var mode = File.GetUnixFileMode(Path.Combine(app.Data, "drill.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        var made = (await app.Api.ListAuditAsync("?limit=500", default)).Items
            .Single(entry => entry.Action == "drill-key-made");
        Assert.Equal((await app.Api.GetDrillKeyAsync(default)).Fingerprint, made.Details);
    }

    [MariaDbFact]
    public async Task Cancelled_in_the_middle_of_a_restore_it_ends_at_once_and_leaves_nothing()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await DrillApp.StartAsync(source);
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));
        var drill = await DrillApp.UntilAsync(
            app, await DrillApp.RequestAsync(app), each => each.Status?.Phase == "restore-ledger");

        await app.Api.CancelDrillAsync(drill.Id, new DrillAnswer("bob", Note: "enough"), default);
        var ended = await DrillApp.EndAsync(app, drill);

        Assert.Equal(("cancelled", "bob cancelled it: enough"), (ended.State, ended.Reason));
        Assert.Empty(DrillApp.Left(app));
        Assert.Equal("cancelled", (string?)(await DrillApp.EvidenceAsync(app, ended))["outcome"]);
        Assert.Empty((await app.Api.ListAlertsAsync("", default)).Items);
    }

    [MariaDbFact]
    public async Task What_nobody_drills_in_time_is_told_and_what_Mesh_may_start_it_starts()
    {
        await using var source = await MariaDbServer.StartAsync();
        await source.SqlAsync(DrillApp.Bank);
        await using var app = await DrillApp.StartAsync(
            source, more: "drills: {at: '* * * * *', by: [carol]}", tick: "* * * * * *");
        await DrillApp.BackUpAsync(app, Seed.NewRandom(output));
        await LogApp.UntilAsync(app, async () =>
            (await app.Api.ListAlertsAsync("", default)).Items is [{ Code: "drill-overdue" } alert]
            && alert.Message.Contains("carol", StringComparison.Ordinal));
        Assert.Empty((await app.Api.ListDrillsAsync("", default)).Items);

        var auto = app.Manifest().Replace("{at:", "{auto: true, at:", StringComparison.Ordinal);
        await app.Api.PutSystemAsync(TestApp.System, auto, "test.yaml", false, null, default);
        await LogApp.UntilAsync(app, async () =>
            (await app.Api.ListDrillsAsync("", default)).Items is [{ State: "succeeded" }]);

        var drill = Assert.Single((await app.Api.ListDrillsAsync("", default)).Items);
        Assert.Equal("schedule", drill.RequestedBy);
        await LogApp.UntilAsync(app, async () =>
            (await app.Api.ListAlertsAsync("", default)).Items.Count == 0);
    }

    private static async Task<int> WriteAsync(MariaDbServer source, CancellationToken stop)
    {
        var written = 0;
        while (!stop.IsCancellationRequested)
        {
            await source.SqlAsync("INSERT INTO bank.ledger (amount) VALUES (7), (-7)");
            written++;
        }

        return written;
    }

    private static async Task<string> MeshAsync(int expected, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(ServerProcess.Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync() + await errors;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == expected, $"{process.ExitCode}: {said}");
        return said;
    }
}
