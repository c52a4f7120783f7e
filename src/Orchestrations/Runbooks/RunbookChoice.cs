namespace Mesh.Orchestrations.Runbooks;

/// <summary>What somebody decides about a runbook that waits.</summary>
public enum RunbookChoice
{
    /// <summary>The step is tried again; at a gate: it may go on.</summary>
    Retry,

    /// <summary>The step is left out.</summary>
    Skip,

    /// <summary>Who decides answers for it that the old production can write no more.</summary>
    Override,

    /// <summary>What was done is undone.</summary>
    Abort,

    /// <summary>It ends where it is, neither done nor undone, and promotes nothing.</summary>
    GiveUp,
}
