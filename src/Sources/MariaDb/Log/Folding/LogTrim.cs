using Mesh.Domain.Errors;
using Mesh.Sources.MariaDb.Log.Segments;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Log.Folding;

/// <summary>Drops the beginning of a log that no full backup needs, so that base and log are kept and
/// dropped together.</summary>
public static class LogTrim
{
    /// <summary>
    /// Forgets snapshots and removes segments that end before a position, oldest first, so that what is left
    /// is always one run. One that ends at it stays: where a server died there, the next one begins in
    /// another file and would not show that it joins. The newest segment stays too. May be repeated. Space
    /// comes back with the next prune.
    /// </summary>
    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name.</param>
    /// <param name="oldestNeeded">The position of the oldest full backup that is kept.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many snapshots and segments were dropped.</returns>
    /// <exception cref="MeshException">An error of the store; <c>damaged-segment</c>.</exception>
    public static async Task<int> RunAsync(
        Repository repository,
        string stream,
        LogPosition oldestNeeded,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(stream);
        var store = new SegmentStore(repository, stream);
        var folded = new FoldedLog(repository, stream);
        await folded.LoadAsync(cancellationToken);
        var dropped = 0;
        var snapshots = folded.Snapshots.OrderBy(each => each.Last.Sequence);
        foreach (var (snapshot, _) in snapshots.TakeWhile(each => each.Last.To < oldestNeeded))
        {
            await repository.Snapshots.DeleteAsync(snapshot, cancellationToken);
            dropped++;
        }

        // While a snapshot before them is kept, those that stand alone are needed to go on from it.
        if (dropped < folded.Snapshots.Count)
        {
            return dropped;
        }

        foreach (var (sequence, size) in (await store.ListNumbersAsync(cancellationToken)).SkipLast(1))
        {
            var segment = await store.ReadHeaderAsync(sequence, size, cancellationToken);
            if (segment.To >= oldestNeeded)
            {
                break;
            }

            await store.DeleteAsync(sequence, cancellationToken);
            dropped++;
        }

        return dropped;
    }
}
