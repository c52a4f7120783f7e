using Mesh.Orchestrations.Movements;

namespace Mesh.Activities.Movements;

/// <summary>Moves a snapshot out of the vault to a kind of target. Each movement may be done again.</summary>
public interface IRestoreMover
{
    /// <summary>Cuts the next page of ranges; the first looks whether the target may be written to.</summary>
    Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken);

    /// <summary>Writes one range to the target.</summary>
    Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken);

    /// <summary>Does what is left when all ranges have been written.</summary>
    Task<MovementResult> FinishAsync(MovementMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Compares a range of the target with the snapshot; a difference fails the movement for good.
    /// </summary>
    Task<MovementResult> VerifyAsync(MovementMessage message, CancellationToken cancellationToken);
}
