using Mesh.Domain.Drills;

namespace Mesh.Catalog.Drills;

/// <summary>How a drill ended.</summary>
/// <param name="State">Not <see cref="DrillState.Running"/>.</param>
/// <param name="Reason">Why it did not succeed; empty where it did.</param>
/// <param name="Figures">What it has achieved.</param>
/// <param name="Evidence">The signed evidence.</param>
/// <param name="Digest">SHA-256 of what was signed, for the audit trail.</param>
public sealed record DrillEnd(
    DrillState State, string Reason, DrillFigures Figures, string Evidence, string Digest);
