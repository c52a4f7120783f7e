using Mesh.Orchestrations.Movements;

namespace Mesh.Activities.Movements;

/// <summary>Moves what a kind of source holds into the vault. Each movement may be done again.</summary>
public interface IBackupMover
{
    /// <summary>
    /// Cuts the next page of ranges. The first page chooses the snapshot that all are compared with, if any.
    /// </summary>
    Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken);

    /// <summary>Reads a range into the vault. What it reports is durable and was read back.</summary>
    Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken);
}
