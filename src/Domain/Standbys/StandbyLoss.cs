namespace Mesh.Domain.Standbys;

/// <summary>What a primary in semi-synchronous replication does when no standby acknowledges.</summary>
public enum StandbyLoss
{
    /// <summary>It goes on alone, and what it then acknowledges can be lost.</summary>
    Degrade,

    /// <summary>It acknowledges nothing until a standby is back: nothing is lost, and nothing is served.
    /// </summary>
    Block,
}
