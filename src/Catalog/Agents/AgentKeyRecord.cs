using Mesh.Domain.Names;

namespace Mesh.Catalog.Agents;

/// <summary>A key of a place's agent, as it may be shown: without anything of the key.</summary>
/// <param name="Number">Names it; no other key ever has the same.</param>
/// <param name="System">The system.</param>
/// <param name="Place">The site, or the witness.</param>
/// <param name="CreatedBy">Who had it made.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="RevokedBy">Who revoked it; null: it opens.</param>
/// <param name="RevokedAt">When it was revoked.</param>
public sealed record AgentKeyRecord(
    long Number,
    SystemName System,
    SiteName Place,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    string? RevokedBy,
    DateTimeOffset? RevokedAt);
