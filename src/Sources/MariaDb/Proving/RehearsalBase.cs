using Mesh.Sources.MariaDb.Log.Capture;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Proving;

/// <summary>A full backup to rehearse with.</summary>
/// <param name="Name">What its owner calls it.</param>
/// <param name="Tree">The root tree of the dump.</param>
/// <param name="Start">Where the log goes on from it; null where there is none.</param>
public sealed record RehearsalBase(string Name, BlobId Tree, LogStart? Start);
