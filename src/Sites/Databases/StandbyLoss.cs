namespace Mesh.Sites.Databases;

/// <summary>What a semi-synchronous primary does when its standby is lost.</summary>
public enum StandbyLoss
{
    /// <summary>Writes wait for the standby, however long: what is acknowledged is never lost.</summary>
    Block,

    /// <summary>Writes wait for a while, then go on without the standby, and can be lost.</summary>
    Degrade,
}
