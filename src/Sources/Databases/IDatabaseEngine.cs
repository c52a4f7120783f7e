using Mesh.Domain.Errors;
using Mesh.Vault;
using Mesh.Vault.Packs;

namespace Mesh.Sources.Databases;

/// <summary>
/// What Mesh asks of a kind of database server: to say what it lacks, to be read as one consistent state, and
/// to take such a state back. <c>docs/SOURCES.md</c> has the promises in full;
/// <c>DatabaseEngineConformance</c> among the tests holds every engine to them.
/// </summary>
/// <remarks>
/// Every member is thread-safe, keeps nothing between calls, and leaves no session, lock or snapshot on the
/// server when it ends, however it ends. Errors of the server are <see cref="MeshException"/>s, their codes
/// the engine's word and what happened: <c>-unreachable</c>, <c>-access-denied</c>,
/// <c>-privilege-missing</c>, <c>-tls</c>, <c>-failed</c> with what the server said. Repositories
/// are opened and their index is loaded.
/// </remarks>
public interface IDatabaseEngine
{
    /// <summary>The log of its servers; null where an engine has none that could be captured.</summary>
    IDatabaseLog? Log { get; }

    /// <summary>Says what a server or the account lacks, and how to mend it. Changes nothing.</summary>
    /// <returns>Gravest first; none where all is well.</returns>
    Task<IReadOnlyList<PreflightFinding>> CheckAsync(
        DatabaseLogin login, CancellationToken cancellationToken);

    /// <summary>
    /// Reads one consistent state of a whole server, while others write, into a repository. May be repeated;
    /// what has not changed makes the same blobs. The caller flushes the writer before it uses the tree.
    /// </summary>
    /// <param name="login">The server.</param>
    /// <param name="repository">Where to.</param>
    /// <param name="writer">Takes the blobs.</param>
    /// <param name="options">How much of the source may be used.</param>
    /// <param name="cancellationToken">Ends it; what was saved is waste that a prune removes.</param>
    /// <exception cref="MeshException"><c>-definition-changed</c>, <c>-lock-timeout</c>: try again;
    /// <c>-not-transactional</c>: there is data that no snapshot covers.</exception>
    Task<DatabaseBackup> BackupAsync(
        DatabaseLogin login,
        Repository repository,
        BlobWriter writer,
        BackupOptions options,
        CancellationToken cancellationToken);

    /// <summary>Says what a backup has of chosen databases.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="tree">The backup.</param>
    /// <param name="databases">Empty for all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MeshException"><c>-no-database</c>: it has no such one; <c>damaged-dump</c>,
    /// <c>unknown-format</c></exception>
    Task<DatabaseContent> ReadContentAsync(
        Repository repository,
        BlobId tree,
        IReadOnlyList<string> databases,
        CancellationToken cancellationToken);

    /// <summary>Those of some databases that a server has already.</summary>
    Task<IReadOnlyList<string>> FindExistingAsync(
        DatabaseLogin login, IReadOnlyList<string> databases, CancellationToken cancellationToken);

    /// <summary>Tells before anything is loaded whether a restore would have to overwrite.</summary>
    /// <exception cref="MeshException"><c>-database-exists</c></exception>
    Task RefuseExistingAsync(
        DatabaseLogin login, IReadOnlyList<string> databases, CancellationToken cancellationToken);

    /// <summary>
    /// Loads a backup, or chosen databases of it, into a server. After it was cut off, also by a crash, it
    /// goes on with <see cref="RestoreMode.Resume"/>. It does not compare: <see cref="VerifyAsync"/> does.
    /// </summary>
    /// <param name="login">The target, as an account that may do everything.</param>
    /// <param name="repository">Where the backup is.</param>
    /// <param name="tree">The backup.</param>
    /// <param name="options">What, and how.</param>
    /// <param name="cancellationToken">Ends it; what was loaded stays.</param>
    /// <exception cref="MeshException"><c>-database-exists</c>, before anything is changed;
    /// <c>-no-database</c>; <c>damaged-dump</c></exception>
    Task<DatabaseRestore> RestoreAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        RestoreOptions options,
        CancellationToken cancellationToken);

    /// <summary>Compares what is on a server with a backup, value by value. Changes nothing; nobody else may
    /// write meanwhile.</summary>
    /// <param name="login">The server.</param>
    /// <param name="repository">Where the backup is.</param>
    /// <param name="tree">The backup.</param>
    /// <param name="options">Which databases, and how many connections.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Each table or collection of the backup that differs or is not there; none when all is
    /// well.</returns>
    Task<IReadOnlyList<TableMismatch>> VerifyAsync(
        DatabaseLogin login,
        Repository repository,
        BlobId tree,
        RestoreOptions options,
        CancellationToken cancellationToken);
}
