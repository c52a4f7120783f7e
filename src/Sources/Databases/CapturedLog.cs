namespace Mesh.Sources.Databases;

/// <summary>What a capture has left in the vault.</summary>
/// <param name="Position">Where the log in the vault ends; empty while it holds nothing.</param>
/// <param name="Through">All that was committed until then is held; null where the server did not
/// answer.</param>
/// <param name="Problem">Why there was no connection at the end; empty where there was one.</param>
public sealed record CapturedLog(string Position, DateTimeOffset? Through, string Problem);
