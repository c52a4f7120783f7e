namespace Mesh.Domain.Access;

/// <summary>What somebody may do; each role may also do what those before it may.</summary>
public enum Role
{
    /// <summary>Looks, and asks what would be done.</summary>
    Viewer,

    /// <summary>Has backups, restores and proofs done, and acknowledges alerts.</summary>
    Operator,

    /// <summary>Moves production, and decides what a runbook or an incident asks.</summary>
    Approver,

    /// <summary>Declares systems and gives out keys.</summary>
    Admin,
}
