namespace Mesh.Orchestrations.Standbys;

/// <summary>Asks how far the other site was filled with what a site's server had as production.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The database.</param>
/// <param name="Site">The site that was production.</param>
public sealed record HeldQuestion(string System, string Component, string Site);
