namespace Mesh.Orchestrations.Runbooks;

/// <summary>How long a runbook waits, and how often it tries. Pinned when it starts.</summary>
public sealed record RunbookPolicy
{
    /// <summary>How long an agent has to answer before its order is given again, where nothing else is
    /// set.</summary>
    public const double UsualAskAgainSeconds = 15;

    /// <summary>How long an agent of a site that may be lost gets to answer.</summary>
    public double AskSeconds { get; init; } = 5;

    /// <summary>How long the standby's agent gets to stop receiving.</summary>
    public double HoldSeconds { get; init; } = 30;

    /// <summary>After how long an order that was not answered is given again.</summary>
    public double AskAgainSeconds { get; init; } = UsualAskAgainSeconds;

    /// <summary>The pause before a step is tried again; it grows with each attempt.</summary>
    public double PauseSeconds { get; init; } = 1;

    /// <summary>Attempts before somebody is asked.</summary>
    public int MaxAttempts { get; init; } = 3;
}
