namespace Mesh.Sites.Databases;

/// <summary>What a part knows of its server's role over restarts of both.</summary>
internal sealed record RoleRecord
{
    public ServerRole Role { get; init; }

    /// <summary>What a fenced server was before.</summary>
    public ServerRole Before { get; init; }

    /// <summary>
    /// Of a primary: whether it acknowledges nothing without a standby. Of a fenced one: whether its recovery
    /// has dropped what it had not finished, all of which its standby has if it was acknowledged.
    /// </summary>
    public bool Armed { get; init; }

    /// <summary>The site that a replica follows, or followed until it was held.</summary>
    public string PrimarySite { get; init; } = "";

    /// <summary>Of a fenced server: whether it was restarted as such and read back.</summary>
    public bool ReadBack { get; init; }

    /// <summary>
    /// Of one that is filled after it was production: the folder of the receipt of what it alone had.
    /// </summary>
    public string Receipt { get; init; } = "";

    /// <summary>Of a held one: whether the primary can acknowledge nothing without it.</summary>
    public bool AcknowledgementsRefused { get; init; }

    /// <summary>
    /// The folder of the receipt with which the server was begun to be rebuilt; empty where it was not, or
    /// follows since.
    /// </summary>
    public string Rebuild { get; init; } = "";

    /// <summary>How the primary was seen last; null where it never was.</summary>
    public PrimarySighting? Seen { get; init; }
}
