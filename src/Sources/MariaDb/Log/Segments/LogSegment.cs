using System.Text.Json.Serialization;
using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Segments;

/// <summary>
/// What is known of one stored range of a server's log; its authenticated header. The ranges of a file, one
/// after the other, are the file.
/// </summary>
public sealed record LogSegment
{
    /// <summary>Says what the header is of, so that no other sealed bytes can be taken for one.</summary>
    public const string Kind = "mesh-log-segment-1";

    /// <summary><see cref="Kind"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The log's name in the vault.</summary>
    public required string Stream { get; init; }

    /// <summary>Counts the stream's segments from 1, without a gap.</summary>
    public required long Sequence { get; init; }

    /// <summary>SHA-256 of the sealed header of the segment before; empty in the first.</summary>
    public required string Previous { get; init; }

    /// <summary>The server's file.</summary>
    public required string File { get; init; }

    /// <summary>Where in the file the range begins; 0 includes the file's magic bytes.</summary>
    public required long Start { get; init; }

    /// <summary>Where it ends.</summary>
    public required long End { get; init; }

    /// <summary>Where the last event of the range begins.</summary>
    public required long LastEvent { get; init; }

    /// <summary>The file's first bytes: magic and format description.</summary>
    public required byte[] FileHeader { get; init; }

    /// <summary>The id of the server that it was read from.</summary>
    public required uint ServerId { get; init; }

    /// <summary>The first transaction that begins in the range.</summary>
    public Gtid? FirstGtid { get; init; }

    /// <summary>The last transaction that begins in the range.</summary>
    public Gtid? LastGtid { get; init; }

    /// <summary>The latest commit time of the transactions that begin in the range, in seconds since 1970; 0
    /// when none does.</summary>
    public uint LatestTime { get; init; }

    /// <summary>How many transactions end in the range.</summary>
    public int Groups { get; init; }

    /// <summary>The transactions that are complete with this segment, as in <c>gtid_binlog_pos</c>.</summary>
    public required string Position { get; init; }

    /// <summary>The transaction that the range ends in the middle of, because it is very large.</summary>
    public Gtid? OpenGroup { get; init; }

    /// <summary>The flags of <see cref="OpenGroup"/>.</summary>
    public byte OpenGroupFlags { get; init; }

    /// <summary>When it was sealed, by our clock.</summary>
    public required DateTimeOffset SealedAt { get; init; }

    /// <summary>SHA-256 of the range.</summary>
    public required string ContentHash { get; init; }

    /// <summary>SHA-256 of the sealed bytes behind the header.</summary>
    public required string StoredHash { get; init; }

    /// <summary>SHA-256 of this header as it is stored: the next one's <see cref="Previous"/>.</summary>
    [JsonIgnore]
    public string Hash { get; init; } = "";

    /// <summary>Where the range begins.</summary>
    [JsonIgnore]
    public LogPosition From => new(File, Start);

    /// <summary>Where the range ends.</summary>
    [JsonIgnore]
    public LogPosition To => new(File, End);

    /// <summary>For messages.</summary>
    public override string ToString() => $"log {Stream}, segment {Sequence} ({File}:{Start}-{End})";
}
