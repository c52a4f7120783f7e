namespace Mesh.Sources.Files.Restore;

/// <summary>What a restore, a finishing pass or a verification has dealt with.</summary>
/// <param name="Files">Regular files.</param>
/// <param name="Others">Directories, links and all else.</param>
/// <param name="Bytes">Bytes of the files.</param>
/// <param name="ProblemCount">How many problems there were; 0 means that all is well.</param>
/// <param name="Problems">The first thousand.</param>
public sealed record FilesRestoreResult(
    long Files, long Others, long Bytes, long ProblemCount, IReadOnlyList<RestoreProblem> Problems);
