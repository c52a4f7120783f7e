namespace Mesh.Domain.Runbooks;

/// <summary>What a plan is made from.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Mode">Whether the old production takes part.</param>
/// <param name="From">The site that is production; for a protection the one that becomes the standby; the
/// same as <paramref name="To"/> where nothing moves.</param>
/// <param name="To">The site that is production in the end.</param>
/// <param name="Parts">The components that move.</param>
public sealed record RunbookSituation(
    RunbookKind Kind, RunbookMode Mode, string From, string To, IReadOnlyList<RunbookPart> Parts)
{
    /// <summary>The steps that the system declares itself.</summary>
    public IReadOnlyList<DeclaredStep> Declared { get; init; } = [];
}
