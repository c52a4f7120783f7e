namespace Mesh.Functions.Drills;

/// <summary>The key that evidence is verified with.</summary>
/// <param name="PublicKey">In one line, for <c>mesh drill verify --key</c>.</param>
/// <param name="Fingerprint">SHA-256 of it, for people to compare.</param>
public sealed record DrillKeyView(string PublicKey, string Fingerprint);
