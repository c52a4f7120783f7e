using Mesh.Catalog.Audit;

namespace Mesh.Catalog.Drills;

/// <summary>What a drill has left in the audit trail so far.</summary>
/// <param name="Before">How far the trail reached before the drill.</param>
/// <param name="After">How far it reaches now.</param>
/// <param name="Entries">The drill's own entries, by number.</param>
public sealed record DrillTraces(AuditHead Before, AuditHead After, IReadOnlyList<AuditEntry> Entries);
