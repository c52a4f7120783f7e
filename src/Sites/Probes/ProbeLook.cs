namespace Mesh.Sites.Probes;

/// <summary>One look at a check.</summary>
/// <param name="Good">Whether what was asked does its work.</param>
/// <param name="Told">What was seen, for people; no secret.</param>
public sealed record ProbeLook(bool Good, string Told);
