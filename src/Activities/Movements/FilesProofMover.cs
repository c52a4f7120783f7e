using System.Security.Cryptography;
using Mesh.Activities.Vaults;
using Mesh.Domain.Errors;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Sources.Files.Planning;
using Mesh.Sources.Files.Ranges;
using Mesh.Sources.Files.Restore;
using Mesh.Sources.MariaDb.Proving;
using Mesh.Vault;
using Mesh.Vault.Errors;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Restores files into a scratch folder of this machine, reads them back, and tells what that has shown. It
/// leaves nothing behind, and so may be done again.
/// </summary>
public sealed class FilesProofMover(
    VaultOpener vaults,
    ScratchSpace scratch,
    TimeProvider time,
    RandomNumberGenerator random,
    ILogger<FilesProofMover> log)
{
    private static readonly FilesRestoreOptions Usual = new();

    public async Task<MovementResult> RehearseAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var folder = ServerFolder.Make(scratch.Folder, random, int.MaxValue);
        var target = Path.Combine(folder.FullPath, "files");
        var result = new ProofResult { Point = message.Proof!.Bases[^1].Point };
        try
        {
            result = await RunAsync(message, folder, target, result, cancellationToken);
        }
        catch (MeshException error) when (Damage.Is(error))
        {
            result = result with { Findings = [error.Message], PointDamaged = true };
        }

        foreach (var finding in result.Findings)
        {
            log.LogWarning("{Run}: {Finding}", message.Run.RunId, finding);
        }

        return MovementResult.Done(message) with { Proof = result };
    }

    private async Task<ProofResult> RunAsync(
        MovementMessage message,
        ServerFolder folder,
        string target,
        ProofResult result,
        CancellationToken cancellationToken)
    {
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var began = time.GetTimestamp();
        var (ranges, bytes) = await PlanAsync(repository, tree, message, cancellationToken);
        folder.RequireSpace(bytes);
        foreach (var range in ranges)
        {
            await FilesRestore.RunAsync(repository, tree, target, range, Usual, cancellationToken);
        }

        await FilesRestore.FinishAsync(repository, tree, target, Usual, cancellationToken);
        var loaded = time.GetTimestamp();
        var findings = new List<string>();
        var files = 0L;
        foreach (var range in ranges)
        {
            var seen = await FilesRestore.VerifyAsync(
                repository, tree, target, range, Usual, cancellationToken);
            files += seen.Files;
            findings.AddRange(WarningText.First(seen.Problems.Select(each => $"{each.Path}: {each.Reason}")));
        }

        return result with
        {
            Bytes = bytes,
            FilesCompared = files,
            Findings = findings,
            Stages =
            [
                new ProofTime(RehearsalStage.Load, time.GetElapsedTime(began, loaded).TotalSeconds),
                new ProofTime(RehearsalStage.Verify, time.GetElapsedTime(loaded).TotalSeconds),
            ],
        };
    }

    private static async Task<(IReadOnlyList<TreeRange> Ranges, long Bytes)> PlanAsync(
        Repository repository, BlobId tree, MovementMessage message, CancellationToken cancellationToken)
    {
        var ranges = new List<TreeRange>();
        var bytes = 0L;
        TreePosition? cursor = null;
        do
        {
            var page = await RestorePlanner.NextAsync(
                repository, tree, cursor, RangeText.Limits(message), cancellationToken);
            ranges.AddRange(page.Ranges.Select(planned => planned.Range));
            bytes += page.Bytes;
            cursor = page.Next;
        }
        while (cursor is not null);
        return (ranges, bytes);
    }
}
