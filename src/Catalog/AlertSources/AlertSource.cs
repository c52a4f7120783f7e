using Mesh.Domain.Names;
using Mesh.Domain.Secrets;

namespace Mesh.Catalog.AlertSources;

/// <summary>Who may send alerts.</summary>
/// <param name="Name">Its name, which is part of the address it sends to.</param>
/// <param name="Kind">In which form it sends.</param>
/// <param name="Secret">Where the secret is that it shows or signs with.</param>
/// <param name="System">The one system that it may speak for.</param>
public sealed record AlertSource(
    AlertSourceName Name, AlertSourceKind Kind, SecretReference Secret, SystemName System);
