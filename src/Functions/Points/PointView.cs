using Mesh.Catalog.Points;
using Mesh.Domain.Spelling;

namespace Mesh.Functions.Points;

/// <summary>A recovery point as the API shows it; its id is that of the run that took it.</summary>
public sealed record PointView(
    string Id,
    string System,
    string Component,
    string State,
    string Mode,
    DateTimeOffset ConsistentAt,
    string Position,
    DateTimeOffset? VerifiedAt,
    DateTimeOffset? ProvenAt,
    string? Snapshot,
    string Repository,
    long Files,
    long Bytes,
    long BytesAdded,
    string? EndedBecause)
{
    internal static PointView Of(PointRecord point) => new(
        point.Run.Value,
        point.Component.System.Value,
        point.Component.Component.Value,
        Words.Of(point.State),
        Words.Of(point.Mode),
        point.ConsistencyTime,
        point.Position,
        point.VerifiedAt,
        point.ProvenAt,
        point.Snapshot,
        point.Repository,
        point.Files,
        point.Bytes,
        point.StoredBytes,
        point.EndedBecause);
}
