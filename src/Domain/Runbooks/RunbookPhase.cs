namespace Mesh.Domain.Runbooks;

/// <summary>The parts of a runbook's time, in their order; the report measures each.</summary>
public enum RunbookPhase
{
    /// <summary>Schedules are frozen and the epoch is won.</summary>
    Decide,

    /// <summary>The old production is made unable to write, or that is shown.</summary>
    Fence,

    /// <summary>The standby applies what it has, or is started and filled from the vault.</summary>
    CatchUp,

    /// <summary>The standby becomes production.</summary>
    Promote,

    /// <summary>Hosts are started and grown.</summary>
    Start,

    /// <summary>The application is asked whether it works.</summary>
    Check,

    /// <summary>The traffic is led there.</summary>
    Switch,

    /// <summary>It is asked from outside.</summary>
    Verify,

    /// <summary>Schedules run again, and the other site becomes the standby.</summary>
    Protect,
}
