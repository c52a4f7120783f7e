using Mesh.Sources.MariaDb.Fingerprints;

namespace Mesh.Sources.MariaDb.Log.Advancing;

/// <summary>What a table must hold.</summary>
/// <param name="Fingerprint">Exactly this; null where only a look at the table can tell.</param>
/// <param name="Reason">Why only a look can tell; empty otherwise.</param>
/// <param name="MayBeMissing">Whether it need not be there.</param>
/// <param name="MayHaveOrphans">Whether rows may point to no parent, since they came in unchecked.</param>
internal sealed record ExpectedTable(
    TableFingerprint? Fingerprint, string Reason, bool MayBeMissing, bool MayHaveOrphans);
