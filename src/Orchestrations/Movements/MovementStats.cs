namespace Mesh.Orchestrations.Movements;

/// <summary>What movements handled; sums over them are the run's.</summary>
public sealed record MovementStats
{
    public long FilesNew { get; init; }

    public long FilesChanged { get; init; }

    public long FilesUnmodified { get; init; }

    public long Directories { get; init; }

    /// <summary>Content of all files handled, whether read or known from the parent.</summary>
    public long Bytes { get; init; }

    /// <summary>What the vault grew by, before and after compression and encryption.</summary>
    public long BytesAdded { get; init; }

    public long BytesStored { get; init; }

    public long Blobs { get; init; }

    public long Files() => FilesNew + FilesChanged + FilesUnmodified;

    public MovementStats Plus(MovementStats other) => new()
    {
        FilesNew = FilesNew + other.FilesNew,
        FilesChanged = FilesChanged + other.FilesChanged,
        FilesUnmodified = FilesUnmodified + other.FilesUnmodified,
        Directories = Directories + other.Directories,
        Bytes = Bytes + other.Bytes,
        BytesAdded = BytesAdded + other.BytesAdded,
        BytesStored = BytesStored + other.BytesStored,
        Blobs = Blobs + other.Blobs,
    };
}
