using Mesh.Catalog.Agents;

namespace Mesh.Functions.Agents;

/// <summary>A key of a place's agent, without anything of the key itself.</summary>
public sealed record AgentKeyView(
    long Number,
    string System,
    string Place,
    string State,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt)
{
    internal static AgentKeyView Of(AgentKeyRecord key) => new(
        key.Number, key.System.Value, key.Place.Value, key.RevokedAt is null ? "valid" : "revoked",
        key.CreatedBy, key.CreatedAt, key.RevokedBy, key.RevokedAt);
}
