namespace Mesh.Functions.Http;

/// <summary>The body of the health endpoint.</summary>
public sealed record Health(string Status, string Version);
