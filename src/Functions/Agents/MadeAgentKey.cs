namespace Mesh.Functions.Agents;

/// <summary>A key that was just made, which is shown this once.</summary>
/// <param name="Number">Names it.</param>
/// <param name="System">The system.</param>
/// <param name="Place">The place whose queue it opens.</param>
/// <param name="Key">The key itself, a secret: 256 random bits in base64url.</param>
public sealed record MadeAgentKey(long Number, string System, string Place, string Key);
