using System.Security.Cryptography;
using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Orchestrations.Proofs;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Proving;
using Mesh.Vault;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Restores a database into a scratch server of this machine and tells what that has shown. It leaves nothing
/// behind, and so may be done again.
/// </summary>
public sealed class DatabaseProofMover(
    VaultOpener vaults,
    ScratchSpace scratch,
    MovementReadings readings,
    TimeProvider time,
    RandomNumberGenerator random,
    ILogger<DatabaseProofMover> log)
{
    private const int UsualConnections = 4;

    public async Task<MovementResult> RehearseAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Proof!;
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var bases = new List<RehearsalBase>();
        foreach (var basis in task.Bases)
        {
            var snapshot = await vault.Repository.Snapshots.LoadAsync(
                BlobId.Parse(basis.Snapshot), cancellationToken);
            var start = basis.Position.Length > 0 ? LogStart.Parse(basis.Position) : null;
            bases.Add(new RehearsalBase(basis.Point, snapshot.Tree, start));
        }

        var request = new RehearsalRequest
        {
            Bases = bases,
            Log = task.Stream.Length > 0 ? new LogChain(vault.Repository, task.Stream) : null,
            Moment = task.Moment,
            Assertions =
            [
                .. task.Assertions.Select(each => new SqlAssertion(each.Name, each.Sql, each.Expect)),
            ],
            Promotes = task.Promotes,
            Progress = () => readings.Begin(message),
            Connections = task.Connections ?? UsualConnections,
        };
        var shown = await new Rehearsal(vault.Repository, request, scratch.Folder, time, random)
            .RunAsync(cancellationToken);
        foreach (var finding in shown.Findings)
        {
            log.LogWarning("{Run}: {Finding}", message.Run.RunId, finding);
        }

        return MovementResult.Done(message) with { Proof = Result(shown) };
    }

    private static ProofResult Result(RehearsalResult shown) => new()
    {
        Point = shown.Base,
        Position = shown.Position,
        Stages = [.. shown.Stages.Select(stage => new ProofTime(stage.Name, stage.Seconds))],
        Bytes = shown.Bytes,
        LogBytes = shown.LogBytes,
        TablesCompared = shown.TablesCompared,
        TablesScanned = shown.TablesScanned,
        Findings = shown.Findings,
        PointDamaged = shown.BaseDamaged && shown.Findings.Count > 0,
    };
}
