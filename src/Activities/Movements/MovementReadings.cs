using System.Collections.Concurrent;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Progress;

namespace Mesh.Activities.Movements;

/// <summary>
/// How far the long movements under way in this process are: their movers count, whoever reports reads.
/// </summary>
public sealed class MovementReadings
{
    private readonly ConcurrentDictionary<string, TransferProgress> underWay = new(StringComparer.Ordinal);

    /// <summary>Begins to count for a movement, or for its next stage.</summary>
    public TransferProgress Begin(MovementMessage message) => underWay[Key(message)] = new TransferProgress();

    /// <summary>How far a movement is; null for one that does not count.</summary>
    public MovementReading? Read(MovementMessage message)
    {
        if (!underWay.TryGetValue(Key(message), out var progress))
        {
            return null;
        }

        // A total that is told from statistics may turn out too small, and is then worth nothing.
        var reading = progress.Read();
        var total = reading.TotalBytes >= reading.Bytes ? reading.TotalBytes : null;
        return new MovementReading(reading.Bytes, total, reading.Files, reading.TotalFiles);
    }

    /// <summary>Forgets a movement that is over.</summary>
    public void End(MovementMessage message) => underWay.TryRemove(Key(message), out _);

    private static string Key(MovementMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return $"{message.Run.RunId} {message.MovementId}";
    }
}
