using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Log.Replay;

/// <summary>Counts a replay as a transfer of the log's bytes.</summary>
/// <param name="progress">What is counted on.</param>
public sealed class ReplayCounter(TransferProgress progress) : IProgress<ReplayProgress>
{
    private long _counted;

    /// <inheritdoc/>
    public void Report(ReplayProgress value)
    {
        progress.SetTotals(value.TotalBytes, 0);
        progress.AddBytes(value.Bytes - _counted);
        _counted = value.Bytes;
    }
}
