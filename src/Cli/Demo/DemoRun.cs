using System.Globalization;
using System.Runtime.Versioning;
using Mesh.Cli.Client;
using Mesh.Cli.Output;
using Mesh.Cli.Runs;
using Mesh.Domain.Errors;
using Mesh.Functions.Runs;
using Mesh.Sources.Files.Comparing;

namespace Mesh.Cli.Demo;

/// <summary>The steps of the demo, all through the app's API: what a user would do by hand.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DemoRun(ApiClient api, DemoFolder folder, ConsoleOutput output)
{
    private const string System = "demo";
    private const string Component = "files";

    public async Task<DemoReport> RunAsync(
        string repository, string storage, CancellationToken cancellationToken)
    {
        await api.PutSystemAsync(
            System, folder.Manifest(repository), "demo.yaml", dryRun: false, null, cancellationToken);

        var full = await BackUpAsync("full backup", cancellationToken);
        output.WriteLine($"change: {DemoChange.Make(folder.Source)}");
        var incremental = await BackUpAsync("incremental backup", cancellationToken);
        var restore = await RestoreAsync(cancellationToken);

        // A snapshot of an absolute path holds the whole way to it.
        var restored = Path.Join(folder.Restored, folder.Source);
        var comparison = TreeComparison.Compare(folder.Source, restored, cancellationToken);
        var rpo = await RpoAsync(cancellationToken);
        var report = new DemoReport(
            comparison.Equal, full, incremental, restore, rpo, storage, comparison.Differences);
        Show(report, comparison);
        return report;
    }

    private async Task<DemoFigures> BackUpAsync(string name, CancellationToken cancellationToken)
    {
        var requested = await api.RequestBackupAsync(new BackupRequest(System, Component), cancellationToken);
        var run = await EndAsync(name, requested, cancellationToken);
        return Figures(run) with
        {
            FilesRead = run.Counters.GetValueOrDefault("filesRead"),
            BytesAdded = run.Counters.GetValueOrDefault("bytesAdded"),
        };
    }

    private async Task<DemoFigures> RestoreAsync(CancellationToken cancellationToken)
    {
        var requested = await api.RequestRestoreAsync(
            new RestoreRequest(System, Component, folder.Restored), cancellationToken);
        return Figures(await EndAsync("restore", requested, cancellationToken));
    }

    private async Task<RunView> EndAsync(
        string name, RequestedRuns requested, CancellationToken cancellationToken)
    {
        var run = await RunFollower.WaitAsync(api, requested.Runs[0], output, cancellationToken);
        if (run.State != "succeeded")
        {
            var warnings = run.Outcome?.Warnings ?? [];
            throw new MeshException(
                "demo-failed", name, run.Error?.Cause ?? $"ended {run.State}: {string.Join("; ", warnings)}");
        }

        output.WriteLine($"{name}: verified");
        return run;
    }

    private async Task<double> RpoAsync(CancellationToken cancellationToken)
    {
        var systems = await api.ListSystemsAsync(cancellationToken);
        return systems.Items.Single(system => system.Name == System).Components[0].RpoSeconds
            ?? throw new MeshException("demo-failed", "RPO", "there is no verified recovery point");
    }

    private static DemoFigures Figures(RunView run) => new(
        run.Counters.GetValueOrDefault("files"),
        run.Counters.GetValueOrDefault("bytes"),
        Math.Round((run.EndedAt! - run.StartedAt!).Value.TotalSeconds, 3));

    private void Show(DemoReport report, ComparisonResult comparison)
    {
        var table = new TextTable("step", "files", "bytes", "files read", "added to the vault", "time");
        Add(table, "full backup", report.Full);
        Add(table, "incremental backup", report.Incremental);
        Add(table, "restore (RTO)", report.Restore);
        output.WriteTable(table);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"RPO now: {report.RpoSeconds:0.0} s (age of the newest verified recovery point)"));
        foreach (var difference in report.Differences)
        {
            output.WriteLine($"differs: {difference}");
        }

        output.WriteLine(report.Equal
            ? $"Equal: {ProgressText.Count(comparison.Entries)} entries, in content and metadata"
            : $"NOT equal: {ProgressText.Count(comparison.DifferenceCount)} of {comparison.Entries} entries differ");
    }

    private static void Add(TextTable table, string step, DemoFigures figures) => table.Add(
        step,
        ProgressText.Count(figures.Files),
        ProgressText.Bytes(figures.Bytes),
        figures.FilesRead is { } read ? ProgressText.Count(read) : "",
        figures.BytesAdded is { } added ? ProgressText.Bytes(added) : "",
        ProgressText.Duration(TimeSpan.FromSeconds(figures.Seconds)));
}
