using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Vault;
using Mesh.Vault.Snapshots;

namespace Mesh.Sources.MariaDb.Log.Folding;

/// <summary>Removes a log that nothing needs and nobody captures any more.</summary>
public static class LogRemoval
{
    /// <summary>
    /// Removes all segments and forgets all snapshots, the newest first, so that what is left after a crash
    /// is always the log's beginning. Reads none of them, so damage does not hinder it. May be repeated.
    /// Space comes back with the next prune.
    /// </summary>
    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MeshException">An error of the store.</exception>
    public static async Task RunAsync(
        Repository repository, string stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        var store = new SegmentStore(repository, stream);
        var numbers = await store.ListNumbersAsync(cancellationToken);
        foreach (var (sequence, _) in numbers.OrderByDescending(each => each.Sequence))
        {
            await store.DeleteAsync(sequence, cancellationToken);
        }

        var snapshots = await repository.Snapshots.ListAsync(
            new SnapshotFilter { Tags = [FoldedLog.Tag(stream)] }, cancellationToken);
        foreach (var snapshot in snapshots.OrderByDescending(each => each.Time))
        {
            await repository.Snapshots.DeleteAsync(snapshot.Id, cancellationToken);
        }
    }
}
