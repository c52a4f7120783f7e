using Mesh.Domain.Secrets;

namespace Mesh.Sites.Databases;

/// <summary>Fetches a secret at the moment of its use; it is kept nowhere.</summary>
/// <exception cref="Mesh.Domain.Errors.MeshException">There is none.</exception>
public delegate Task<string> ResolveSecret(SecretReference reference, CancellationToken cancellationToken);
