namespace Mesh.Orchestrations.Runbooks;

/// <summary>How long a runbook waits, and how often it tries. Pinned when it starts.</summary>
public sealed record RunbookPolicy
{
    /// <summary>How long an agent of a site that may be lost gets to answer.</summary>
    public double AskSeconds { get; init; } = 5;

    /// <summary>After how long an order that was not answered is given again.</summary>
    public double AskAgainSeconds { get; init; } = 15;

    /// <summary>A lease, as the system declares it.</summary>
    public double LeaseSeconds { get; init; } = 10;

    /// <summary>
    /// What is waited beyond a lease: the drift of two clocks over it, and what its holder needs to notice.
    /// </summary>
    public double MarginSeconds { get; init; } = 2;

    /// <summary>The pause before a step is tried again; it grows with each attempt.</summary>
    public double PauseSeconds { get; init; } = 1;

    /// <summary>Attempts before somebody is asked.</summary>
    public int MaxAttempts { get; init; } = 3;
}
