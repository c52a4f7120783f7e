using Mesh.Catalog.Audit;
using Mesh.Domain.Drills;

namespace Mesh.Catalog.Drills;

/// <summary>A drill, under way or over.</summary>
/// <param name="Drill">What was asked for.</param>
/// <param name="State">Where it is.</param>
/// <param name="EndedAt">When it was over; null before.</param>
/// <param name="Reason">Why it did not succeed; empty where it did, or is under way.</param>
/// <param name="Figures">What it has achieved; null while it is under way.</param>
/// <param name="AuditBefore">How far the audit trail reached before it was asked for.</param>
/// <param name="Evidence">The signed evidence; null while it is under way.</param>
public sealed record DrillRecord(
    NewDrill Drill,
    DrillState State,
    DateTimeOffset? EndedAt,
    string Reason,
    DrillFigures? Figures,
    AuditHead AuditBefore,
    string? Evidence);
