namespace Mesh.Sources.Files;

/// <summary>Something in the source that is not, or not surely, in the backup as it was.</summary>
/// <param name="Kind">What is the matter with it.</param>
/// <param name="Path">Where it is; bytes that are not UTF-8 are shown as U+FFFD.</param>
/// <param name="Reason">The operating system's words, or ours.</param>
public sealed record SourceWarning(SourceWarningKind Kind, string Path, string Reason);
