namespace Mesh.Domain.Runbooks;

/// <summary>
/// A step that a system's owner adds to its runbooks: <c>failover.steps</c> of the manifest. It changes
/// nothing of what Mesh does by itself, and is done in its place among that.
/// </summary>
/// <param name="Name">Names it; no component is called so.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Place">Where it is done.</param>
public sealed record DeclaredStep(string Name, DeclaredStepKind Kind, StepPlace Place)
{
    /// <summary>The longest that a script may take where nothing is declared.</summary>
    public static TimeSpan UsualLimit => TimeSpan.FromMinutes(2);

    /// <summary>What a gate asks, or what has to be done by hand; may be empty for a script.</summary>
    public string Text { get; init; } = "";

    /// <summary>Who may answer; empty: everybody who may decide about runbooks.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Whether a script is run at the site that is left, and not at the one moved to.</summary>
    public bool AtOld { get; init; }

    /// <summary>How many seconds a script may take.</summary>
    public double Seconds { get; init; } = UsualLimit.TotalSeconds;

    /// <summary>Whether somebody may decide to leave it out.</summary>
    public bool MaySkip { get; init; }

    /// <summary>The runbooks that it belongs to; null: failovers and failbacks.</summary>
    public RunbookKind? Of { get; init; }

    /// <summary>The moves that it belongs to; null: planned and unplanned ones.</summary>
    public RunbookMode? When { get; init; }

    /// <summary>Whether a person has to say something before the runbook goes on.</summary>
    public bool Waits => Kind != DeclaredStepKind.Script;

    /// <summary>Whether a runbook has it.</summary>
    public bool BelongsTo(RunbookKind kind, RunbookMode mode) =>
        kind.Moves() && (Of ?? kind) == kind && (When ?? mode) == mode;
}
