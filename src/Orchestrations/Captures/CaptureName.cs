namespace Mesh.Orchestrations.Captures;

/// <summary>A log, by its name.</summary>
public sealed record CaptureName(string Stream);
