using Mesh.Activities.Vaults;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;

namespace Mesh.Activities.Movements;

/// <summary>
/// Folds, trims and removes what a log holds in the vault. Each may be cut off and repeated at any moment,
/// also by two at once, and while the log is captured or replayed.
/// </summary>
/// <remarks>Opens the vault anew: what it removes must not be known to it from before.</remarks>
public sealed class LogTendingMover(VaultOpener vaults, DatabaseEngines engines)
{
    // These movements speak to no server, whose connection would say the engine: this one alone has a log.
    private readonly IDatabaseLog logs = engines.Of(DatabaseEngine.Mariadb).Log!;

    public async Task<MovementResult> FoldAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        var task = message.Log!;
        await logs.FoldAsync(vault.Repository, task.Stream, task.Until!.Value, cancellationToken);
        return MovementResult.Done(message);
    }

    public async Task<MovementResult> TrimAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        var task = message.Log!;
        await logs.TrimAsync(vault.Repository, task.Stream, task.Start, cancellationToken);
        return MovementResult.Done(message);
    }

    public async Task<MovementResult> RemoveAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        await logs.RemoveAsync(vault.Repository, message.Log!.Stream, cancellationToken);
        return MovementResult.Done(message);
    }
}
