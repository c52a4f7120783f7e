using Mesh.Domain.Errors;
using Mesh.Sources.Progress;
using Mesh.Vault;

namespace Mesh.Sources.Databases;

/// <summary>
/// The log of an engine's servers: captured into streams of the vault, and applied to servers that hold a
/// backup from which the stream goes on. Positions and transactions are text that only the engine reads.
/// </summary>
/// <remarks>As <see cref="IDatabaseEngine"/>. What is held, and how far a target is, lies in the vault and on
/// the target; so every member may be cut off at any moment, also by a crash, and repeated.</remarks>
public interface IDatabaseLog
{
    /// <summary>
    /// Follows a server's log and stores it, in order, without a gap or a duplicate. It goes on where the
    /// stream in the vault ends. One at a time captures a stream: a second is refused, or the first.
    /// </summary>
    /// <param name="login">The server.</param>
    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log's name in it.</param>
    /// <param name="start">Where it begins if the vault has nothing of it: a backup's position.</param>
    /// <param name="span">For how long, over lost connections; null until all that is in the log now is
    /// stored.</param>
    /// <param name="cancellationToken">Stops it; what was not stored is read again next time.</param>
    /// <exception cref="DatabaseLogBrokenException">The log cannot be followed.</exception>
    /// <exception cref="MeshException"><c>log-capture-superseded</c>; a login that is refused</exception>
    Task<CapturedLog> CaptureAsync(
        DatabaseLogin login,
        Repository repository,
        string stream,
        string start,
        TimeSpan? span,
        CancellationToken cancellationToken);

    /// <summary>Finds where a replay would end, without a server. Changes nothing.</summary>
    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log.</param>
    /// <param name="start">The position of the backup.</param>
    /// <param name="until">The end wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where the vault has nothing of the stream: nothing was committed.</returns>
    /// <exception cref="MeshException"><c>not-in-log</c>: the stream has no such end;
    /// <c>log-does-not-cover</c>: it begins after the backup; <c>broken-log</c>, <c>damaged-segment</c>; an
    /// end that the engine cannot read is <see cref="ExitCode.BadInput"/>.</exception>
    Task<LogCutPlan?> FindCutAsync(
        Repository repository,
        string stream,
        string start,
        LogEnd until,
        CancellationToken cancellationToken);

    /// <summary>
    /// Applies to a restored backup what lies before an end and the target does not have yet, transaction by
    /// transaction. Nobody else may write to the target meanwhile.
    /// </summary>
    /// <param name="login">The target, as an account that may do everything.</param>
    /// <param name="repository">The vault.</param>
    /// <param name="stream">The log.</param>
    /// <param name="start">The position of the backup.</param>
    /// <param name="until">The end.</param>
    /// <param name="span">For how long at most; it makes progress however short that is.</param>
    /// <param name="progress">Counts bytes of log.</param>
    /// <param name="cancellationToken">Stops it between two transactions.</param>
    /// <exception cref="MeshException">As of <see cref="FindCutAsync"/>; <c>replay-past</c>: the target is
    /// further already; <c>replay-running</c>, <c>replay-failed</c>, <c>replay-unsupported</c></exception>
    Task<ReplayedLog> ReplayAsync(
        DatabaseLogin login,
        Repository repository,
        string stream,
        string start,
        LogEnd until,
        TimeSpan span,
        TransferProgress progress,
        CancellationToken cancellationToken);

    /// <summary>Where a target stands that a backup was restored to and a log was applied to.</summary>
    /// <param name="login">The target.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>By stream, the position behind what was applied last, as <c>FILE:OFFSET</c>; none where no
    /// log was ever applied, or it was forgotten.</returns>
    Task<IReadOnlyDictionary<string, string>> FindReplaysAsync(
        DatabaseLogin login, CancellationToken cancellationToken);

    /// <summary>Makes a target forget how far it is, before a backup is loaded onto it again.</summary>
    Task ForgetReplayAsync(
        DatabaseLogin login, Repository repository, string stream, CancellationToken cancellationToken);

    /// <summary>Compares a target, at the place where it is, with what backup and log make, without the
    /// source. Changes nothing; nobody else may write meanwhile.</summary>
    /// <param name="login">The target.</param>
    /// <param name="repository">The vault.</param>
    /// <param name="tree">The backup.</param>
    /// <param name="stream">The log.</param>
    /// <param name="start">The position of the backup.</param>
    /// <param name="connections">How many connections read at once; 1 to 64.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where the vault has nothing of the stream: the target is as the backup.</returns>
    Task<LogVerification?> VerifyAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        string stream,
        string start,
        int connections,
        CancellationToken cancellationToken);

    /// <summary>Packs what was stored before a moment; capturing and replays go on meanwhile.</summary>
    Task FoldAsync(
        Repository repository, string stream, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Drops the beginning that no backup at or behind a position needs; it may keep some of
    /// it.</summary>
    Task TrimAsync(
        Repository repository, string stream, string oldestNeeded, CancellationToken cancellationToken);

    /// <summary>Removes a stream that nothing needs and nobody captures.</summary>
    Task RemoveAsync(Repository repository, string stream, CancellationToken cancellationToken);
}
