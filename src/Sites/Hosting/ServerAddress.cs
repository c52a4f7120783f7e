namespace Mesh.Sites.Hosting;

/// <summary>The server that an agent dials.</summary>
/// <param name="Url">Where it answers, without the path of the API.</param>
/// <param name="KeyFile">
/// The file whose first line is the key of the agent's place. It is read for each request, so that a key can
/// be replaced while the agent runs.
/// </param>
/// <param name="Trust">A PEM file of the authorities to trust instead of the system's; null: those.</param>
public sealed record ServerAddress(Uri Url, string KeyFile, string? Trust);
