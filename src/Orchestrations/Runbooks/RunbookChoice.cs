namespace Mesh.Orchestrations.Runbooks;

/// <summary>What somebody decides about a runbook that waits.</summary>
public enum RunbookChoice
{
    /// <summary>The step is tried again.</summary>
    Retry,

    /// <summary>The step is left out.</summary>
    Skip,

    /// <summary>Who decides answers for it that the old production can write no more.</summary>
    Override,

    /// <summary>What was done is undone.</summary>
    Abort,

    /// <summary>It ends where it is, neither done nor undone, and promotes nothing.</summary>
    GiveUp,

    /// <summary>At a gate: it may go on. At what is done by hand: it is done.</summary>
    Confirm,

    /// <summary>
    /// What only an old primary has stays in its receipt, and its server is emptied and filled with what its
    /// successor has.
    /// </summary>
    Rebuild,
}
