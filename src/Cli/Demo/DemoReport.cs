namespace Mesh.Cli.Demo;

/// <summary>What the demo has shown; the document of <c>mesh demo --json</c>.</summary>
/// <param name="Equal">Whether the restored tree equals the source, in content and metadata.</param>
/// <param name="Full">The first backup.</param>
/// <param name="Incremental">The backup after the change.</param>
/// <param name="Restore">The restore; its seconds are the measured RTO.</param>
/// <param name="RpoSeconds">The age of what the newest verified point holds, at the end.</param>
/// <param name="Storage"><c>folder</c> or <c>azurite</c>.</param>
/// <param name="Differences">What is not equal; empty as a rule.</param>
public sealed record DemoReport(
    bool Equal,
    DemoFigures Full,
    DemoFigures Incremental,
    DemoFigures Restore,
    double RpoSeconds,
    string Storage,
    IReadOnlyList<string> Differences);
