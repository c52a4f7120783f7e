using Mesh.Domain.Runbooks;
using Mesh.Domain.Sites;
using Mesh.Orchestrations.Standbys;

namespace Mesh.Orchestrations.Runbooks;

/// <summary>What came of one step.</summary>
public sealed record RunbookStepRecord
{
    public required string Id { get; init; }

    public required RunbookPhase Phase { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>Whether it was done; what was left out or passed over was not.</summary>
    public required bool Done { get; init; }

    public int Attempts { get; init; } = 1;

    /// <summary>What was done or seen, or why not.</summary>
    public string Told { get; init; } = "";

    /// <summary>The last decision about it; null where nobody had to decide.</summary>
    public RunbookDecision? Decision { get; init; }

    /// <summary>A fence: why the old production can write no more.</summary>
    public FenceEvidence? Evidence { get; init; }

    /// <summary>A site that came back: what only it had; null for all other steps.</summary>
    public RunbookReceipt? Receipt { get; init; }

    /// <summary>What was kept of the files of a site that was left; null for all other steps.</summary>
    public KeptFiles? Kept { get; init; }
}
