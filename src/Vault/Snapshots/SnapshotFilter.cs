namespace Mesh.Vault.Snapshots;

/// <summary>Which snapshots are meant. An empty list or null does not restrict.</summary>
public sealed record SnapshotFilter
{
    /// <summary>Every snapshot.</summary>
    public static SnapshotFilter All { get; } = new();

    /// <summary>The host is one of these.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The snapshot has all of these paths.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>With <see cref="Paths"/>: the snapshot has no other path.</summary>
    public bool ExactPaths { get; init; }

    /// <summary>The snapshot has all of these tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The snapshot is not younger.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    public bool Matches(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return (Hosts.Count == 0 || Hosts.Contains(snapshot.Hostname, StringComparer.Ordinal))
            && Paths.All(path => snapshot.Paths.Contains(path, StringComparer.Ordinal))
            && (!ExactPaths || snapshot.Paths.All(path => Paths.Contains(path, StringComparer.Ordinal)))
            && Tags.All(tag => snapshot.Tags.Contains(tag, StringComparer.Ordinal))
            && (NotAfter is not { } limit || snapshot.Time <= Timestamp.From(limit));
    }
}
