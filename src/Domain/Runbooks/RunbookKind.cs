namespace Mesh.Domain.Runbooks;

/// <summary>What a runbook is for.</summary>
public enum RunbookKind
{
    /// <summary>Moves production to the standby site because the old one is lost or is to be left.</summary>
    Failover,

    /// <summary>Brings production back to the site that it came from.</summary>
    Failback,

    /// <summary>
    /// Takes production on where it runs, and makes the other site its standby. Nothing moves.
    /// </summary>
    Protect,

    /// <summary>
    /// Has production's own site start again what has failed there, and shows that it works. Nothing moves,
    /// and it ends by itself where that does not help.
    /// </summary>
    Local,
}
