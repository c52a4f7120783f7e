using System.Security.Cryptography;
using System.Text;
using Mesh.Activities.Vaults;
using Mesh.Domain.Systems;
using Mesh.Orchestrations.Movements;
using Mesh.Sources.MariaDb.Aside;
using Mesh.Sources.MariaDb.Connecting;
using Mesh.Sources.MariaDb.Loading;
using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Sources.MariaDb.Log.Chain;
using Mesh.Sources.MariaDb.Log.Replay;

namespace Mesh.Activities.Movements;

/// <summary>
/// Restores databases or tables of a server by way of a scratch server of this machine. What a movement that
/// was cut off had finished, a database of the target tells that has the run's name; the rest is done anew.
/// </summary>
public sealed class DatabaseAsideMover(
    VaultOpener vaults,
    ScratchSpace scratch,
    MovementReadings readings,
    TimeProvider time,
    RandomNumberGenerator random)
{
    /// <summary>Refuses before anything is done what the target has already.</summary>
    public static async Task<MovementResult> PlanAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        if (!message.Overwrite)
        {
            await StagingDatabase.RefuseExistingAsync(address, Places(message), cancellationToken);
            await MariaDbLoad.RefuseExistingAsync(address, Databases(message), cancellationToken);
        }

        return MovementResult.Done(message);
    }

    /// <summary>Copies everything that is wanted, and compares it.</summary>
    public async Task<MovementResult> RestoreAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var (repository, tree) = await vaults.OpenSnapshotAsync(message, cancellationToken);
        await (await vaults.OpenAsync(message.Run, cancellationToken)).ReloadIndexAsync(cancellationToken);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        var request = new AsideRequest
        {
            Tree = tree,
            Databases = Databases(message),
            Tables = Tables(message),
            Staging = Staging(message),
            Overwrite = message.Overwrite,
            Connections = DatabaseServer.Connections(message),
            Progress = () => readings.Begin(message),
        };
        if (message.Log is { } log)
        {
            request = request with
            {
                Log = new LogChain(repository, log.Stream),
                Start = LogStart.Parse(log.Start),
                End = ReplayEnd.Of(LogPlace.EndOf(log)),
            };
        }

        var restore = new AsideRestore(repository, address, request, scratch.Folder, time, random);
        var done = await restore.RunAsync(cancellationToken);
        return done.Mismatches.Count == 0
            ? Result(message, done)
            : MovementResult.Failed(
                message,
                $"{address.Location}: {done.Mismatches.Count} tables are not as the backup makes them: "
                + string.Join("; ", done.Mismatches.Take(3)),
                retryable: false);
    }

    /// <summary>Puts tables in place, and leaves nothing else behind.</summary>
    public static async Task<MovementResult> FinishAsync(
        MovementMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var address = await DatabaseServer.AddressAsync(message, cancellationToken);
        await new StagingDatabase(address, Staging(message))
            .PlaceAsync(Places(message), message.Overwrite, cancellationToken);
        return MovementResult.Done(message);
    }

    private static MovementResult Result(MovementMessage message, AsideResult done) =>
        MovementResult.Done(message) with
        {
            Log = new LogReach(done.Position, message.Log?.Until),
            Verification = done.Compared is not { } compared ? null : new ReplayVerification(
                compared, done.Scanned.Count, WarningText.First(done.Scanned)),
            Stages = [.. done.Stages.Select(stage => new StageTime(stage.Name, stage.Seconds))],
            Stats = new MovementStats { FilesNew = done.Files, Bytes = done.Bytes },
            WarningCount = done.Warnings.Count,
            Warnings = WarningText.First(done.Warnings),
        };

    private static IReadOnlyList<string> Databases(MovementMessage message) =>
        message.Aside!.Tables.Count > 0 ? [] : message.Database!.Databases;

    private static IReadOnlyList<AsideTable> Tables(MovementMessage message) =>
    [
        .. message.Aside!.Tables.Select(text =>
        {
            var from = TableName.Parse("tables", text);
            return new AsideTable(
                from, message.Aside.As is { } name ? TableName.Parse("as", name) : from);
        }),
    ];

    private static IReadOnlyList<TableName> Places(MovementMessage message) =>
        [.. Tables(message).Select(table => table.To)];

    // Names of databases have their limits, and ids of runs have not.
    private static string Staging(MovementMessage message)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(message.Run.RunId));
        return $"mesh_aside_{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";
    }
}
