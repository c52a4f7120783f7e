namespace Mesh.Domain.Sites;

/// <summary>Evidence that a component can acknowledge no more writes at a site.</summary>
/// <param name="Kind">Why that is so.</param>
/// <param name="Told">What was seen, for people and for the report.</param>
/// <param name="At">When, by the clock of who saw it.</param>
public sealed record FenceEvidence(EvidenceKind Kind, string Told, DateTimeOffset At);
