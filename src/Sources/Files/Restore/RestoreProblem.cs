namespace Mesh.Sources.Files.Restore;

/// <summary>Something that is not restored as the snapshot has it.</summary>
/// <param name="Path">Where in the snapshot; bytes that are not UTF-8 are shown as U+FFFD.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record RestoreProblem(string Path, string Reason);
