namespace Mesh.Activities.ControlPlane;

/// <summary>
/// The state that the host keeps beside the catalogue: the history of orchestrations, and queues. A host
/// whose platform keeps that state itself has none.
/// </summary>
public interface IRuntimeState
{
    /// <summary>
    /// Copies it while the host works, the history first, each part as it is at one moment.
    /// </summary>
    /// <param name="folder">Where the copies go; it has nothing of it yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task CopyAsync(string folder, CancellationToken cancellationToken);
}
