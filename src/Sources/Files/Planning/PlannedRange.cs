using Mesh.Sources.Files.Ranges;

namespace Mesh.Sources.Files.Planning;

/// <summary>A range and what it is expected to hold.</summary>
/// <param name="Range">From where to where.</param>
/// <param name="Entries">Files, directories and all else.</param>
/// <param name="Files">Regular files; one that is cut counts where it begins.</param>
/// <param name="Bytes">Bytes of the files.</param>
/// <param name="BytesToMove">Those of them that must be read or written, being new or changed.</param>
public sealed record PlannedRange(TreeRange Range, long Entries, long Files, long Bytes, long BytesToMove);
