namespace Mesh.Sources.Databases;

/// <summary>Something that a server lacks.</summary>
/// <param name="Code">Stable, kebab-case, for machines.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Lacks">What is so, as one clause.</param>
/// <param name="Consequence">What follows from it, as one clause.</param>
/// <param name="Mend">Statements, or lines of the server's configuration, that mend it.</param>
public sealed record PreflightFinding(
    string Code,
    PreflightSeverity Severity,
    string Lacks,
    string Consequence,
    IReadOnlyList<string> Mend);
