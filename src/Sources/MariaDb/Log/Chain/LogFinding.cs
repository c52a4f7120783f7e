namespace Mesh.Sources.MariaDb.Log.Chain;

/// <summary>Something that is wrong with a stored log.</summary>
/// <param name="Sequence">The segment's number.</param>
/// <param name="Subject">The segment, for people.</param>
/// <param name="Cause">What is wrong.</param>
public sealed record LogFinding(long Sequence, string Subject, string Cause);
