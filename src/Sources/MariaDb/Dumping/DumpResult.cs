using Mesh.Sources.MariaDb.Records;
using Mesh.Vault;

namespace Mesh.Sources.MariaDb.Dumping;

/// <summary>A dump that is stored, once its writer has been flushed.</summary>
/// <param name="Tree">The root tree, for a snapshot.</param>
/// <param name="Record">What it holds; in the tree too.</param>
public sealed record DumpResult(BlobId Tree, DumpRecord Record);
