using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Segments;

/// <summary>A range that was received and is not stored yet.</summary>
internal sealed record SegmentDraft
{
    public required string File { get; init; }

    public required long Start { get; init; }

    public required long LastEvent { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    public required byte[] FileHeader { get; init; }

    public required IReadOnlyList<(Gtid Gtid, uint Time)> Begun { get; init; }

    public required int Groups { get; init; }

    public required GtidPosition Position { get; init; }

    /// <summary>The group that the range ends in, if any.</summary>
    public GtidEvent? Open { get; init; }
}
