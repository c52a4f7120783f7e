namespace Mesh.Orchestrations.Runbooks;

/// <summary>How far a runbook is.</summary>
public sealed record RunbookStatus
{
    public required string Phase { get; init; }

    /// <summary>The step's id.</summary>
    public required string Step { get; init; }

    public required string Title { get; init; }

    public required int StepsDone { get; init; }

    public required int StepsTotal { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The run that the step waits for, whose progress is the step's; empty for none.</summary>
    public string Run { get; init; } = "";

    /// <summary>Whether it is being undone.</summary>
    public bool Undoing { get; init; }

    /// <summary>Whether it can still be undone.</summary>
    public bool MayAbort { get; init; }

    /// <summary>The question that waits for a decision; 0: none does.</summary>
    public int Question { get; init; }

    /// <summary>What stopped it; empty where nothing did.</summary>
    public string Why { get; init; } = "";

    /// <summary>What the reader can do now.</summary>
    public string Hint { get; init; } = "";

    /// <summary>What may be decided, as words.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Who may answer; empty: everybody who may decide about runbooks.</summary>
    public IReadOnlyList<string> By { get; init; } = [];
}
