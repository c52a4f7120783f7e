using Mesh.Domain.Systems;

namespace Mesh.Domain.Runbooks;

/// <summary>What a runbook must know of a component.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Kind">What moves with it.</param>
/// <param name="DependsOn">The components that must be up before it.</param>
public sealed record RunbookPart(string Component, RunbookPartKind Kind, IReadOnlyList<string> DependsOn)
{
    /// <summary>A database: whether its standby acknowledges each commit, without a time-out.</summary>
    public bool LosesNothing { get; init; }

    /// <summary>
    /// What sleeps at the other site and is filled from the vault: the database's server there, as the
    /// manifest has it, with a reference to the password; or the directory that the files are restored to.
    /// Empty for a database that replicates, and for all else.
    /// </summary>
    public string Target { get; init; } = "";

    /// <summary>
    /// Of one that is filled: whether its backups are of the site that is production, so that it can also be
    /// filled the other way. Of hosts: whether they sleep at the standby site.
    /// </summary>
    public bool Returns { get; init; }

    /// <summary>Of hosts: what they run as production and as a standby; null where it is not
    /// declared.</summary>
    public HostCapacity? Capacity { get; init; }

    /// <summary>Whether its standby gets its data from the vault.</summary>
    public bool IsFilled => Target.Length > 0;
}
