using Mesh.Cli.Output;
using Mesh.Domain.Errors;
using Mesh.Sources.Files.Backup;
using Mesh.Vault.Packs;
using Mesh.Vault.Snapshots;

namespace Mesh.Cli.Vault;

/// <summary>What <c>mesh vault backup</c> says at its end.</summary>
internal static class BackupReport
{
    /// <summary>Writes the report and gives the exit code.</summary>
    public static int Write(
        ConsoleOutput output,
        Snapshot snapshot,
        Snapshot? parent,
        FilesBackupResult result,
        WriteCounters written,
        TimeSpan elapsed)
    {
        WriteText(output, snapshot, result, written, elapsed);
        var done = result.Statistics;
        output.WriteDocument(new
        {
            Snapshot = snapshot.Id.ToString(),
            Parent = parent?.Id.ToString(),
            Tree = snapshot.Tree.ToString(),
            done.NewFiles,
            done.ChangedFiles,
            done.UnmodifiedFiles,
            done.NewDirectories,
            done.ChangedDirectories,
            done.UnmodifiedDirectories,
            done.Others,
            done.Files,
            done.Bytes,
            done.BytesRead,
            written.DataBlobs,
            written.TreeBlobs,
            written.BytesAdded,
            written.BytesStored,
            elapsed.TotalSeconds,
            WarningCount = done.Warnings,
            result.Warnings,
        });
        return done.Warnings == 0 ? ExitCode.Ok : ExitCode.Incomplete;
    }

    private static void WriteText(
        ConsoleOutput output,
        Snapshot snapshot,
        FilesBackupResult result,
        WriteCounters written,
        TimeSpan elapsed)
    {
        var done = result.Statistics;
        output.WriteLine(
            $"files: {ProgressText.Count(done.NewFiles)} new, {ProgressText.Count(done.ChangedFiles)} changed, "
            + $"{ProgressText.Count(done.UnmodifiedFiles)} unmodified");
        output.WriteLine(
            $"dirs:  {ProgressText.Count(done.NewDirectories)} new, {ProgressText.Count(done.ChangedDirectories)} "
            + $"changed, {ProgressText.Count(done.UnmodifiedDirectories)} unmodified");
        output.WriteLine(
            $"added: {ProgressText.Bytes(written.BytesAdded)} ({ProgressText.Bytes(written.BytesStored)} stored)");
        output.WriteLine(
            $"processed {ProgressText.Count(done.Files)} files, {ProgressText.Bytes(done.Bytes)} "
            + $"in {ProgressText.Duration(elapsed)}");
        output.WriteLine($"snapshot {snapshot.Id.ToShortString()} saved");
        if (done.Warnings > 0)
        {
            output.Warn(
                $"mesh: {done.Warnings} warnings; the snapshot lacks what is named above, or has it as it was");
        }
    }
}
