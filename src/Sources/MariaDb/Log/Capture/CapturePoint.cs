using Mesh.Sources.MariaDb.Log.Events;

namespace Mesh.Sources.MariaDb.Log.Capture;

/// <summary>Where to go on, and what is known of what is before.</summary>
/// <param name="Position">From where the server is asked to send.</param>
/// <param name="FileHeader">The file's magic bytes and format description; empty when it begins with
/// them.</param>
/// <param name="Gtids">The transactions before; empty when they are not known.</param>
/// <param name="Continues">Whether a segment is before.</param>
internal sealed record CapturePoint(
    LogPosition Position, byte[] FileHeader, GtidPosition Gtids, bool Continues)
{
    /// <summary>The events from the position on, which we have already and compare with.</summary>
    public ReadOnlyMemory<byte> Overlap { get; init; }

    /// <summary>The group that the position is in the middle of.</summary>
    public GtidEvent? Open { get; init; }
}
