namespace Mesh.Sites.Probes;

/// <summary>One look at a check.</summary>
/// <param name="Good">Whether what was asked does its work; null where this place cannot tell, since it lacks
/// what it needs to ask.</param>
/// <param name="Told">What was seen, for people; no secret.</param>
public sealed record ProbeLook(bool? Good, string Told);
