namespace Mesh.Orchestrations.Standbys;

/// <summary>Asks what a site has by itself, of the files that were kept of it.</summary>
/// <param name="System">The system.</param>
/// <param name="Component">The component, files.</param>
/// <param name="Site">The site.</param>
/// <param name="RunId">The backup that kept them.</param>
public sealed record KeptQuestion(string System, string Component, string Site, string RunId);
