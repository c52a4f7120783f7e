using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Log;
using Mesh.Sources.MariaDb.Log.Folding;

namespace Mesh.Activities.Movements;

/// <summary>
/// Folds, trims and removes what a log holds in the vault. Each may be cut off and repeated at any moment,
/// also by two at once, and while the log is captured or replayed.
/// </summary>
/// <remarks>Opens the vault anew: what it removes must not be known to it from before.</remarks>
public sealed class LogTendingMover(VaultOpener vaults)
{
    public async Task<MovementResult> FoldAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        var fold = new LogFold(vault.Repository, message.Log!.Stream);
        await fold.RunAsync(message.Log.Until!.Value, cancellationToken);
        return MovementResult.Done(message);
    }

    public async Task<MovementResult> TrimAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        var needed = LogPosition.Parse(message.Log!.Start.Split(' ')[0]);
        await LogTrim.RunAsync(vault.Repository, message.Log.Stream, needed, cancellationToken);
        return MovementResult.Done(message);
    }

    public async Task<MovementResult> RemoveAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await using var vault = await vaults.OpenFreshAsync(message.Run, cancellationToken);
        await LogRemoval.RunAsync(vault.Repository, message.Log!.Stream, cancellationToken);
        return MovementResult.Done(message);
    }
}
