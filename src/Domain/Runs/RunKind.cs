namespace Mesh.Domain.Runs;

/// <summary>What a run does.</summary>
public enum RunKind
{
    /// <summary>Takes a recovery point.</summary>
    Backup,

    /// <summary>Brings a recovery point back.</summary>
    Restore,

    /// <summary>Shows on a scratch server that a recovery point can be restored.</summary>
    Proof,
}
