using Mesh.Activities.Vaults;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.Databases;

namespace Mesh.Activities.Movements;

/// <summary>Loads the dump in a snapshot into a database server, and compares the two.</summary>
public sealed class DatabaseRestoreMover(
    VaultOpener vaults, DatabaseEngines engines, MovementReadings readings) : IRestoreMover
{
    public async Task<MovementResult> PlanAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var content = await engines.Of(login).ReadContentAsync(
            repository, tree, message.Database!.Databases, cancellationToken);
        if (!message.Overwrite)
        {
            await engines.Of(login).RefuseExistingAsync(login, content.Databases, cancellationToken);
        }

        return MovementResult.Done(message) with
        {
            Page = new PlannedPage
            {
                Ranges = [DatabaseServer.Whole],
                Snapshot = message.Snapshot,
                Files = content.Files,
                Bytes = content.Bytes,
            },
        };
    }

    public async Task<MovementResult> MoveAsync(MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var engine = engines.Of(login);
        if (message.Log is { } log)
        {
            await engine.Log!.ForgetReplayAsync(login, repository, log.Stream, cancellationToken);
        }

        // The plan saw that nothing was there; what is there now was loaded before this was cut off.
        var mode = message.Overwrite ? RestoreMode.Replace : RestoreMode.Resume;
        var loaded = await engine.RestoreAsync(
            login, repository, tree, Options(message) with { Mode = mode }, cancellationToken);
        return MovementResult.Done(message) with
        {
            Stats = new MovementStats
            {
                FilesNew = loaded.Content.Files,
                Bytes = loaded.Content.Bytes,
            },
            WarningCount = loaded.Warnings.Count,
            Warnings = WarningText.First(loaded.Warnings),
        };
    }

    public Task<MovementResult> FinishAsync(MovementMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(MovementResult.Done(message));

    public async Task<MovementResult> VerifyAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        var login = await DatabaseServer.LoginAsync(message, cancellationToken);
        var differing = await engines.Of(login).VerifyAsync(
            login, repository, tree, Options(message), cancellationToken);
        return differing.Count == 0
            ? MovementResult.Done(message)
            : MovementResult.Failed(
                message,
                $"{login.Location}: {differing.Count} tables are not as in snapshot {message.Snapshot[..8]}: "
                + string.Join("; ", differing.Take(3)),
                retryable: false);
    }

    private RestoreOptions Options(MovementMessage message) => new()
    {
        Databases = message.Database!.Databases,
        Connections = DatabaseServer.Connections(message),
        Progress = readings.Begin(message),
    };
}
