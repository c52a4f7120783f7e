namespace Mesh.Domain.Sites;

/// <summary>
/// What a site's agent can be told to do with its copy of a component. Each may be repeated: what is done
/// already is answered as done.
/// </summary>
public enum SiteVerb
{
    /// <summary>Tells how it is; changes nothing.</summary>
    Status,

    /// <summary>Starts what is dormant.</summary>
    Start,

    /// <summary>Stops it in good order.</summary>
    Stop,

    /// <summary>Makes sure that it can no longer write, also after a restart, and reads that back.</summary>
    Fence,

    /// <summary>Makes a database a replica of the primary that the order names.</summary>
    Follow,

    /// <summary>
    /// Makes a replica take and acknowledge nothing more from its primary: in semi-synchronous replication
    /// without a time-out the primary can then acknowledge no write.
    /// </summary>
    Hold,

    /// <summary>Applies all that a replica has received.</summary>
    CatchUp,

    /// <summary>Makes it production: writable.</summary>
    Promote,

    /// <summary>Grows what runs small to what production needs.</summary>
    Scale,

    /// <summary>Shrinks it back.</summary>
    ScaleBack,

    /// <summary>Asks whether it does its work, as its owner has declared the check.</summary>
    Check,

    /// <summary>Leads the traffic to this site.</summary>
    Switch,

    /// <summary>Leads the traffic away from this site, sessions that are open included.</summary>
    Drain,

    /// <summary>Runs a script of the agent's configuration, under whose name the order comes.</summary>
    Run,

    /// <summary>
    /// Shows, for a drill, as much of becoming production as can be shown while another site is it: hosts run
    /// the rehearsal that their owner has declared, traffic is asked whether it could be led here. Nothing
    /// that clients use is changed.
    /// </summary>
    Rehearse,
}
