using Mesh.Sources.Databases;
using Mesh.Sources.MariaDb.Snapshots;
using Mesh.Sources.Progress;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>What a <see cref="MariaDbDump"/> takes and how much of the source it may use.</summary>
public sealed record DumpOptions
{
    /// <summary>The databases; null for all but the server's own.</summary>
    public IReadOnlyList<string>? Databases { get; init; }

    /// <summary>How many connections read at once; 1 to 64.</summary>
    public int Connections { get; init; } = BackupOptions.UsualConnections;

    /// <summary>At most so many bytes of SQL a second, all connections together; null for no
    /// limit.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>What a change of a definition meanwhile does.</summary>
    public DefinitionChanges Changes { get; init; } = DefinitionChanges.EndTheDump;

    /// <summary>What is done with tables that no snapshot covers.</summary>
    public NonTransactional NonTransactional { get; init; } = NonTransactional.Refuse;

    /// <summary>How long the snapshot may wait for the locks of others.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>About how many bytes of a table are read as one range.</summary>
    public long RangeBytes { get; init; } = 64 << 20;

    /// <summary>Whether users, roles and grants are taken too.</summary>
    public bool Accounts { get; init; } = true;

    /// <summary>
    /// The 16 bytes that key the rows' hashes; null for the repository's own, the same for all its dumps.
    /// </summary>
    public ReadOnlyMemory<byte>? FingerprintKey { get; init; }

    /// <summary>Counts bytes of SQL and ranges as they are done.</summary>
    public TransferProgress? Progress { get; init; }
}
