namespace Mesh.Functions.Drills;

/// <summary>A drill's evidence.</summary>
/// <param name="Drill">The drill.</param>
/// <param name="Text">The file's text, as it was signed.</param>
public sealed record EvidenceView(string Drill, string Text);
