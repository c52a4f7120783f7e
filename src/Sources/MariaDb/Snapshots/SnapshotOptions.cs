using Mesh.Sources.MariaDb.Connecting;

namespace Mesh.Sources.MariaDb.Snapshots;

/// <summary>How a <see cref="ConsistentSnapshot"/> is taken.</summary>
internal sealed record SnapshotOptions
{
    public required TimeProvider Clock { get; init; }

    public required int Connections { get; init; }

    public required IReadOnlyList<string>? Databases { get; init; }

    public required TimeSpan LockWait { get; init; }

    public required DefinitionChanges Changes { get; init; }

    public required NonTransactional Uncovered { get; init; }

    /// <summary>Reads the accounts, while no statement can change them; null where they are not
    /// wanted.</summary>
    public Func<MariaDbSession, CancellationToken, Task>? Accounts { get; init; }
}
