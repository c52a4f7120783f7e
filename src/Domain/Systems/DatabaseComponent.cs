using Mesh.Domain.Names;

namespace Mesh.Domain.Systems;

/// <summary>A database server: all its databases, its users and its log.</summary>
/// <param name="Name">Its name within the system.</param>
/// <param name="Site">The site where the server is.</param>
/// <param name="Connection">The server, and the account that reads it.</param>
public sealed record DatabaseComponent(ComponentName Name, SiteName Site, DatabaseConnection Connection)
    : ComponentDefinition(Name, Site)
{
    /// <summary>The word for it in a manifest.</summary>
    public const string Word = "database";

    /// <summary>As many connections as one backup may hold.</summary>
    public const int MostConnections = 64;

    /// <inheritdoc/>
    public override string Kind => Word;

    /// <summary>
    /// How many connections a backup reads with, at most <see cref="MostConnections"/>; null for the usual.
    /// </summary>
    public int? Connections { get; init; }

    /// <summary>
    /// The source's budget: how many bytes a second a backup reads at most; null for no limit.
    /// </summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>What is done with its log.</summary>
    public DatabaseLog Log { get; init; }

    /// <summary>How and when it is proven that it can be restored; null: on request only.</summary>
    public ProofRules? Prove { get; init; }
}
