using Mesh.Activities.ControlPlane;
using Mesh.Domain.Sites;

namespace Mesh.Functions.ControlPlane;

/// <summary>This Mesh itself, and how well it is backed up.</summary>
/// <param name="Incarnation">Which life it is.</param>
/// <param name="Replaced">The lives whose place it has taken, the newest first.</param>
/// <param name="Repository">Where it is backed up to; null: nowhere.</param>
/// <param name="Snapshot">The newest backup; null where none was made.</param>
/// <param name="CutAt">The moment that it shows.</param>
/// <param name="VerifiedAt">When it was seen in the store, whole.</param>
/// <param name="AgeSeconds">How old the moment is: what would be lost with this machine now.</param>
/// <param name="Bytes">How large it is.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ControlPlaneView(
    string Incarnation,
    IReadOnlyList<string> Replaced,
    string? Repository,
    string? Snapshot,
    DateTimeOffset? CutAt,
    DateTimeOffset? VerifiedAt,
    double? AgeSeconds,
    long? Bytes,
    double? Seconds)
{
    internal static ControlPlaneView Of(
        Incarnation incarnation, ControlPlaneOptions options, ControlPlaneRecord? last, DateTimeOffset now) =>
        new(
            incarnation.Id, incarnation.Replaced, options.Repository, last?.Snapshot, last?.CutAt,
            last?.VerifiedAt, last is null ? null : Math.Round((now - last.CutAt).TotalSeconds, 3),
            last?.Bytes, last?.Seconds);
}
