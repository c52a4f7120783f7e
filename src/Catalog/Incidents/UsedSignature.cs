namespace Mesh.Catalog.Incidents;

/// <summary>The signature of a message that may be used once.</summary>
/// <param name="Value">The signature, in its one canonical form.</param>
/// <param name="KeptUntil">For how long it is remembered; by then the message must be too old.</param>
public sealed record UsedSignature(string Value, DateTimeOffset KeptUntil);
