using Mesh.Sites.Databases;

namespace Mesh.Sites.Hosting;

/// <summary>A component of a site, as an agent's configuration declares it.</summary>
/// <param name="Component">The component's name.</param>
/// <param name="Open">Makes the part, which is disposed of with the agent if it can be.</param>
public sealed record DeclaredPart(string Component, Func<ResolveSecret, TimeProvider, ISitePart> Open);
