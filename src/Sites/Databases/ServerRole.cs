namespace Mesh.Sites.Databases;

/// <summary>What Mesh has last made of a server.</summary>
internal enum ServerRole
{
    /// <summary>Nothing yet.</summary>
    Unassigned,

    Primary,

    Replica,

    /// <summary>A replica that receives nothing more.</summary>
    Held,

    Fenced,

    /// <summary>A standby that is filled from the vault: closed to all but who fills it.</summary>
    Filling,

    /// <summary>
    /// An old primary that is emptied and made anew out of its successor: nothing that could be promoted.
    /// </summary>
    Rebuilding,
}
