namespace Mesh.Sources.Files.Restore;

/// <summary>What a restore, a finishing pass or a verification has dealt with.</summary>
/// <param name="Files">
/// Regular files. One that is restored in parts counts where its first part is, and one with several links in
/// the finishing pass, so that the sum over all ranges and the finishing pass is that of the tree.
/// </param>
/// <param name="Others">Directories, links and all else.</param>
/// <param name="Bytes">Bytes of the files.</param>
/// <param name="ProblemCount">How many problems there were; 0 means that all is well.</param>
/// <param name="Problems">The first thousand.</param>
public sealed record FilesRestoreResult(
    long Files, long Others, long Bytes, long ProblemCount, IReadOnlyList<RestoreProblem> Problems);
