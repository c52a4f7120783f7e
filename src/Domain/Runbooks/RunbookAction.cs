namespace Mesh.Domain.Runbooks;

/// <summary>What a step does. Histories keep the numbers: what is new comes last.</summary>
public enum RunbookAction
{
    /// <summary>Backups and prunes of the system do not begin any more.</summary>
    Freeze,

    /// <summary>
    /// The next epoch is won for a site; every order of the runbook carries it from then on.
    /// </summary>
    WinEpoch,

    /// <summary>A standby is waited for until it has nearly all that production has.</summary>
    InStep,

    /// <summary>Evidence is gathered that a component's old production can write no more.</summary>
    Fence,

    /// <summary>A site's agent is given an order.</summary>
    Order,

    /// <summary>A standby is filled with all that the vault holds of its component.</summary>
    Fill,

    /// <summary>
    /// A site's server that was production becomes one that is filled from the vault, after what only it has
    /// was written down.
    /// </summary>
    Reclaim,

    /// <summary>The system's production is entered as the new site's.</summary>
    Enter,

    /// <summary>What was frozen runs again.</summary>
    Thaw,

    /// <summary>
    /// Somebody is waited for: who lets it go on, or has done by hand what the step says.
    /// </summary>
    Confirm,

    /// <summary>The files of the site that is left are backed up, when they are written no more.</summary>
    BackUp,

    /// <summary>
    /// What a site has of the files that was production is kept in the vault, before it is written over.
    /// </summary>
    Keep,
}
