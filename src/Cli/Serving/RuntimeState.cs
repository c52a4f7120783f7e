using Mesh.Activities.ControlPlane;
using Mesh.Runtime.Hosting;

namespace Mesh.Cli.Serving;

/// <summary>What the host in this process keeps in its data folder.</summary>
internal sealed class RuntimeState(string dataDirectory) : IRuntimeState
{
    public Task CopyAsync(string folder, CancellationToken cancellationToken) =>
        StateCopy.CopyAsync(dataDirectory, folder, cancellationToken);
}
