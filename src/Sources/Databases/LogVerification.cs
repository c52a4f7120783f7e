namespace Mesh.Sources.Databases;

/// <summary>How a server that a log brought forward compares with backup and log.</summary>
/// <param name="Cut">The place in the log at which it was compared.</param>
/// <param name="Compared">Tables or collections whose content was compared.</param>
/// <param name="Scanned">Those that were only read, since the log does not tell what they hold.</param>
/// <param name="Differences">Those that are not as they should be; none when all is well.</param>
public sealed record LogVerification(
    string Cut,
    IReadOnlyList<string> Compared,
    IReadOnlyList<ScannedTable> Scanned,
    IReadOnlyList<TableMismatch> Differences);
