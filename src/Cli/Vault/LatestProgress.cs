using Mesh.Sources.Progress;
using Mesh.Vault;

namespace Mesh.Cli.Vault;

/// <summary>Keeps the newest that work in a repository has told, for the display to read.</summary>
internal sealed class LatestProgress : IProgress<VaultProgress>
{
    private readonly Lock _gate = new();
    private VaultProgress _progress;

    public void Report(VaultProgress value)
    {
        lock (_gate)
        {
            _progress = value;
        }
    }

    public TransferReading Read()
    {
        lock (_gate)
        {
            return new TransferReading(0, null, _progress.Done, _progress.Total, _progress.Phase);
        }
    }
}
