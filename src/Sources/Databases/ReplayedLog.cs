namespace Mesh.Sources.Databases;

/// <summary>What one call of a replay has come to.</summary>
/// <param name="IsFinished">False when its time was spent before the end was reached: call it again.</param>
/// <param name="Position">Where the target is when it is finished; empty before.</param>
public sealed record ReplayedLog(bool IsFinished, string Position);
