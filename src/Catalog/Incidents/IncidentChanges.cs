namespace Mesh.Catalog.Incidents;

/// <summary>What news has changed.</summary>
/// <param name="Opened">Incidents that were told the first time.</param>
/// <param name="Counted">Open ones that were told again.</param>
/// <param name="Closed">Open ones that are over.</param>
/// <param name="Ignored">What changed nothing: the end of one that is not open, or an old tale of it.</param>
public sealed record IncidentChanges(int Opened, int Counted, int Closed, int Ignored);
