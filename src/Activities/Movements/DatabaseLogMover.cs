using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;
using Microsoft.Extensions.Logging;

namespace Mesh.Activities.Movements;

/// <summary>
/// Follows a database server's log for a while, brings restored servers forward by it, and compares them.
/// What is in the vault says where the next capture goes on, and the target where the next replay does, so
/// that both may be cut off at any moment; of two at once one is refused.
/// </summary>
public sealed class DatabaseLogMover(
    VaultOpener vaults,
    DatabaseEngines engines,
    MovementReadings readings,
    ILogger<DatabaseLogMover> log)
{
    public async Task<MovementResult> CaptureAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var vault = await vaults.ReopenAsync(message.Run, cancellationToken);
        var span = TimeSpan.FromSeconds(task.Seconds);
        try
        {
            var captured = await engines.Of(login).Log!.CaptureAsync(
                login, vault.Repository, task.Stream, task.Start, span, cancellationToken);

            // Whoever sees that the log stays behind finds here why.
            if (captured.Problem.Length > 0)
            {
                log.LogWarning("The log {Stream} stays behind: {Problem}", task.Stream, captured.Problem);
            }

            return MovementResult.Done(message) with
            {
                Log = new LogReach(captured.Position, captured.Through),
            };
        }
        catch (DatabaseLogBrokenException error)
        {
            log.LogWarning(error, "The log {Stream} has broken", task.Stream);
            return MovementResult.Failed(message, error.Message, retryable: false) with
            {
                Code = MovementCode.LogBroken,
            };
        }
    }

    public async Task<MovementResult> ReplayAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var vault = await vaults.OpenAsync(message.Run, cancellationToken);
        await vault.ReloadIndexAsync(cancellationToken);
        var replayed = await engines.Of(login).Log!.ReplayAsync(
            login,
            vault.Repository,
            task.Stream,
            task.Start,
            LogPlace.EndOf(task),
            TimeSpan.FromSeconds(task.Seconds),
            readings.Begin(message),
            cancellationToken);
        return replayed.IsFinished
            ? MovementResult.Done(message) with { Log = new LogReach(replayed.Position, task.Until) }
            : MovementResult.Done(message);
    }

    /// <summary>Compares a server with dump and log at the place where the server itself says that the replay
    /// has left it. Reads only.</summary>
    public async Task<MovementResult> VerifyAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var task = message.Log!;
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        await (await vaults.OpenAsync(message.Run, cancellationToken)).ReloadIndexAsync(cancellationToken);
        var result = await engines.Of(login).Log!.VerifyAsync(
            login,
            repository,
            tree,
            task.Stream,
            task.Start,
            DatabaseServer.Connections(message),
            cancellationToken);
        if (result is null)
        {
            // The server is as the dump, with which it was compared when it was loaded.
            return MovementResult.Done(message);
        }

        return result.Differences.Count == 0
            ? MovementResult.Done(message) with
            {
                Verification = new ReplayVerification(
                    result.Compared.Count,
                    result.Scanned.Count,
                    WarningText.First(result.Scanned.Select(table => $"{table}"))),
            }
            : MovementResult.Failed(
                message,
                $"{login.Location}: {result.Differences.Count} tables are not as dump and log make them at {result.Cut}: "
                + string.Join("; ", result.Differences.Take(3)),
                retryable: false);
    }
}
