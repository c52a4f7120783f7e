namespace Mesh.Domain.Runs;

/// <summary>Where a run is in its life.</summary>
public enum RunState
{
    /// <summary>Accepted; nothing has been done.</summary>
    Queued,

    /// <summary>At work.</summary>
    Running,

    /// <summary>Done and verified.</summary>
    Succeeded,

    /// <summary>Done and verified, but some of the source could not be read.</summary>
    Incomplete,

    /// <summary>Ended by an error.</summary>
    Failed,

    /// <summary>Ended on request.</summary>
    Cancelled,
}
