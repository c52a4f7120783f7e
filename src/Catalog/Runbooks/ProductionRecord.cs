using Mesh.Domain.Names;

namespace Mesh.Catalog.Runbooks;

/// <summary>Where a system's production is.</summary>
/// <param name="Site">The site; null where no runbook has moved it and it is where it was declared.</param>
/// <param name="Epoch">The epoch it was moved in; 0 where none has moved it.</param>
/// <param name="Since">Since when; null where no runbook has moved it.</param>
/// <param name="FrozenBy">The runbook in whose name backups and prunes rest; null: they do not.</param>
public sealed record ProductionRecord(SiteName? Site, long Epoch, DateTimeOffset? Since, string? FrozenBy);
