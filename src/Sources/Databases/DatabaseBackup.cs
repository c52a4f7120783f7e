using Mesh.Vault;

namespace Mesh.Sources.Databases;

/// <summary>One consistent state of a server, stored once the writer has been flushed.</summary>
public sealed record DatabaseBackup
{
    /// <summary>The root tree, for a snapshot.</summary>
    public required BlobId Tree { get; init; }

    /// <summary>All that was committed then, by this machine's clock, is in it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>
    /// Where the server's log goes on from it, in the engine's own spelling; empty where it writes none. Only
    /// the engine reads it.
    /// </summary>
    public required string Position { get; init; }

    /// <summary>How many files it is.</summary>
    public required int Files { get; init; }

    /// <summary>The bytes of these, before deduplication.</summary>
    public required long Bytes { get; init; }

    /// <summary>What an operator should know, for people.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
