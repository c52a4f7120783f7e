using Mesh.Orchestrations.Backups;
using Mesh.Orchestrations.Restores;
using Mesh.Orchestrations.Runs;
using Mesh.Runtime.Durable;
using Mesh.Runtime.Durable.Testing;
using Mesh.Tests.App.Running;
using Mesh.Tests.Kit;
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

    [RecordingFact]
    [Trait("Category", "Long")]
    public async Task Histories_are_recorded_anew_when_asked_for()
    {
        var folder = Path.Combine(RepositoryRoot.FullPath, "tests", "App", "Contract", "histories");
        await using var app = await TestApp.StartAsync();
        app.Fill(new Random(1), 6, 100_000);
        await SaveAsync(app, (await app.BackUpAsync()).Id, Path.Combine(folder, "backup-last-page.json"));
        await SaveAsync(
            app,
            (await app.RestoreAsync(app.Folder["restored"])).Id,
            Path.Combine(folder, "restore-verify.json"));
        Directory.Delete(app.Source, recursive: true);
        await SaveAsync(app, (await app.BackUpAsync()).Id, Path.Combine(folder, "backup-failed.json"));
    }

    private static async Task SaveAsync(TestApp app, string run, string file)
    {
        var engine = app.Services.GetRequiredService<IDurableAdministration>();
        var history = await engine.ExportHistoryAsync(run);
        var text = history!.ToJson().Replace(app.Folder.FullPath, "/scratch", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text + "\n");
    }

    private static ReplayOutcome Backup(string name) =>
        OrchestrationReplay.Run<BackupInput, RunOutcome>(Read(name), BackupOrchestrator.Run);

    private static ReplayOutcome Restore(string name) =>
        OrchestrationReplay.Run<RestoreInput, RunOutcome>(Read(name), RestoreOrchestrator.Run);

    private static RecordedHistory Read(string name) => RecordedHistory.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "histories", $"{name}.json")));
}
