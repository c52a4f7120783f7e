namespace Mesh.Vault.Locks;

/// <summary>A lock file of a repository.</summary>
/// <param name="Id">The id of the stored file.</param>
/// <param name="Time">When it was made or last refreshed.</param>
/// <param name="Exclusive">Whether it allows no other lock beside it.</param>
/// <param name="Hostname">The machine of its holder.</param>
/// <param name="Username">The user that holds it.</param>
/// <param name="ProcessId">The process that made it.</param>
/// <param name="Uid">The user's number.</param>
/// <param name="Gid">The group's number.</param>
/// <param name="Tag">Mesh's own field: the run that holds it; empty in locks of others.</param>
public sealed record LockInfo(
    BlobId Id,
    Timestamp Time,
    bool Exclusive,
    string Hostname,
    string Username,
    int ProcessId,
    uint Uid,
    uint Gid,
    string Tag);
