using Mesh.Functions.Proofs;
using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Captures;
using Mesh.Orchestrations.Proofs;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Durable.Testing;
using Mesh.Tests.App.Databases;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
using Mesh.Tests.Kit.MariaDb;
using Microsoft.Extensions.DependencyInjection;
using System.Text.Json;

namespace Mesh.Tests.App.Contract;

/// <summary>
/// Histories of runs as they were recorded: an orchestrator that no longer does what they say would strand
/// every run that is under way when it is deployed. <c>MESH_RECORD=1</c> records them anew, after such a
/// change was meant.
/// </summary>
public sealed class GoldenHistoryTests
{
    [Fact]
    public void A_backup_replays_to_its_end()
    {
        var outcome = Backup("backup-last-page");
        Assert.True(outcome.HasEnded);
        var run = JsonSerializer.Deserialize<RunOutcome>(outcome.SerializedOutput!)!;
        Assert.True(run.Succeeded, run.Reason);
        Assert.Equal(6, run.Files);
        Assert.NotEmpty(run.Snapshot);
    }

    [Fact]
    public void A_failed_backup_replays_to_its_end()
    {
        var outcome = Backup("backup-failed");
        var run = JsonSerializer.Deserialize<RunOutcome>(outcome.SerializedOutput!)!;
        Assert.False(run.Succeeded);
        Assert.NotEmpty(run.Reason);
        Assert.Contains(run.Phases, phase => phase.Name == RunPhase.Locking);
    }

    [Fact]
    public void A_restore_replays_to_its_end()
    {
        var outcome = Restore("restore-verify");
        var run = JsonSerializer.Deserialize<RunOutcome>(outcome.SerializedOutput!)!;
        Assert.True(run.Succeeded, run.Reason);
        Assert.Contains(run.Phases, phase => phase.Name == RunPhase.Verifying);
    }

    [Fact]
    public void A_capture_whose_log_has_broken_replays_to_its_end()
    {
        var outcome = OrchestrationReplay.Run<CaptureInput, CaptureEnd>(
            Histories.Read("capture-broken"), CaptureOrchestrator.Run);
        Assert.True(outcome.HasEnded);
        var end = JsonSerializer.Deserialize<CaptureEnd>(outcome.SerializedOutput!)!;
        Assert.Contains("make a full backup", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tending_of_a_log_replays_to_its_end()
    {
        var outcome = Tending(Histories.Read("tend-log"));
        Assert.True(outcome.HasEnded);
        var end = JsonSerializer.Deserialize<TendEnd>(outcome.SerializedOutput!)!;
        Assert.Equal((false, ""), (end.Removed, end.Problem));
        Assert.Contains(RunPhase.Tending, outcome.SerializedCustomStatus, StringComparison.Ordinal);
    }

    [Fact]
    public void A_restore_with_its_log_replays_to_its_end()
    {
        var outcome = Restore("restore-log");
        var run = JsonSerializer.Deserialize<RunOutcome>(outcome.SerializedOutput!)!;
        Assert.True(run.Succeeded, run.Reason);
        Assert.Contains(run.Phases, phase => phase.Name == RunPhase.Replaying);
        Assert.NotEmpty(run.Position);
    }

    [Theory]
    [InlineData("prove", true)]
    [InlineData("prove-disproven", false)]
    public void A_proof_replays_to_its_end(string name, bool succeeds)
    {
        var outcome = OrchestrationReplay.Run<ProveInput, RunOutcome>(
            Histories.Read(name), ProveOrchestrator.Run);
        var run = JsonSerializer.Deserialize<RunOutcome>(outcome.SerializedOutput!)!;
        Assert.Equal(succeeds, run.Succeeded);
        Assert.Equal(succeeds, run.Reason.Length == 0);
        Assert.Contains(run.Phases, phase => phase.Name == RunPhase.Rehearsing);
    }

    [RecordingFact]
    [Trait("Category", "Long")]
    public async Task Histories_of_proofs_and_restores_are_recorded_anew_when_asked_for()
    {
        await using var source = await MariaDbServer.StartAsync();
        await using var target = await MariaDbServer.StartAsync("--server-id=2");
        await using var app = await LogApp.StartAsync(source);
        await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]);
        await source.SqlAsync("CREATE DATABASE bank; CREATE TABLE bank.ledger (id INT PRIMARY KEY)");
        var end = DateTimeOffset.UtcNow;
        await LogApp.HeldAsync(app, end);
        var restore = await LogApp.RestoreAsync(app, target, end);
        await Histories.SaveAsync(app, restore.Id, "restore-log");
        await Histories.SaveAsync(app, await ProveAsync(app), "prove");
        foreach (var segment in Directory.GetFiles(
            Path.Combine(app.VaultFolder, "mesh-log"), "*", SearchOption.AllDirectories))
        {
            File.Delete(segment);
            await File.WriteAllBytesAsync(segment, new byte[500]);
        }

        await Histories.SaveAsync(app, await ProveAsync(app), "prove-disproven");
    }

    [RecordingFact]
    [Trait("Category", "Long")]
    public async Task Histories_of_logs_are_recorded_anew_when_asked_for()
    {
        await using var source = await MariaDbServer.StartAsync();
        var settings = new Dictionary<string, string> { ["MESH_TEND_TICK"] = "* * * * * *" };
        await using var app = await LogApp.StartAsync(source, settings: settings);
        var log = (await LogApp.LogsAsync(app, logs => logs is [{ CapturedThrough: not null }]))[0];
        await source.SqlAsync("CREATE DATABASE bank");
        await LogApp.HeldAsync(app, DateTimeOffset.UtcNow);
        var engine = app.Services.GetRequiredService<IDurableAdministration>();
        await LogApp.UntilAsync(app, async () =>
        {
            var history = await engine.ExportHistoryAsync(TendInput.InstanceOf(log.Stream));
            if (history is null || !Tending(history).HasEnded)
            {
                return false;
            }

            await Histories.SaveAsync(history, "tend-log");
            return true;
        });
        await source.SqlAsync("RESET MASTER");
        await LogApp.LogsAsync(app, logs => logs.Any(each => each.EndedAt is not null));
        await LogApp.UntilAsync(app, async () =>
        {
            var history = await engine.ExportHistoryAsync(CaptureInput.InstanceOf(log.Stream));
            await Histories.SaveAsync(history!, "capture-broken");
            return OrchestrationReplay.Run<CaptureInput, CaptureEnd>(
                history!, CaptureOrchestrator.Run).HasEnded;
        });
    }

    [RecordingFact]
    [Trait("Category", "Long")]
    public async Task Histories_are_recorded_anew_when_asked_for()
    {
        await using var app = await TestApp.StartAsync();
        app.Fill(new Random(1), 6, 100_000);
        await Histories.SaveAsync(app, (await app.BackUpAsync()).Id, "backup-last-page");
        await Histories.SaveAsync(
            app,
            (await app.RestoreAsync(app.Folder["restored"])).Id,
            "restore-verify");
        Directory.Delete(app.Source, recursive: true);
        await Histories.SaveAsync(app, (await app.BackUpAsync()).Id, "backup-failed");
    }

    private static async Task<string> ProveAsync(TestApp app)
    {
        var request = new ProofRequest(TestApp.System, "ledger");
        return (await app.EndAsync((await app.Api.RequestProofAsync(request, default)).Runs[0])).Id;
    }

    private static ReplayOutcome Tending(RecordedHistory history) =>
        OrchestrationReplay.Run<TendInput, TendEnd>(history, TendLogOrchestrator.Run);

    private static ReplayOutcome Backup(string name) =>
        OrchestrationReplay.Run<BackupInput, RunOutcome>(Histories.Read(name), BackupOrchestrator.Run);

    private static ReplayOutcome Restore(string name) =>
        OrchestrationReplay.Run<RestoreInput, RunOutcome>(Histories.Read(name), RestoreOrchestrator.Run);
}
