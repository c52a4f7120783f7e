using Mesh.Domain.Names;
using Mesh.Domain.Systems;

namespace Mesh.Domain.Standbys;

/// <summary>What stands by for a component at another site.</summary>
/// <param name="Site">Where.</param>
/// <param name="Class">How awake it is kept.</param>
public sealed record Standby(SiteName Site, StandbyClass Class)
{
    /// <summary>A wake cycle must be shorter than this.</summary>
    public static TimeSpan LongestCycle => TimeSpan.FromHours(4);

    /// <summary>Data is shipped at least this often where an RPO of so much or less is wanted.</summary>
    public static TimeSpan LongestShipping => TimeSpan.FromHours(1);

    /// <summary>Of a database: the standby's server; null for a cold one, which is restored anywhere.
    /// </summary>
    public DatabaseConnection? Connection { get; init; }

    /// <summary>
    /// Of files: the directory below which the standby's stand, as this Mesh reaches it; null where a person
    /// restores them. Absolute, without a slash at its end.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>Whether it sleeps, and gets its data from the vault into a declared place.</summary>
    public bool IsFilled =>
        Class is StandbyClass.Warm or StandbyClass.Cold && (Connection is not null || Path is not null);

    /// <summary>Of a warm one: how often it is woken, brought forward and checked.</summary>
    public TimeSpan? Cycle { get; init; }

    /// <summary>Of a warm one: how often data is shipped to its site.</summary>
    public TimeSpan? Ship { get; init; }

    /// <summary>Of a hot database: when a commit is acknowledged.</summary>
    public ReplicationMode Replication { get; init; }

    /// <summary>Of a hot database in semi-synchronous replication: what happens without standby.</summary>
    public StandbyLoss OnStandbyLoss { get; init; }

    /// <summary>Whether every write that was acknowledged is there, whatever happened.</summary>
    public bool LosesNothing =>
        Class == StandbyClass.Hot && Replication == ReplicationMode.SemiSync
        && OnStandbyLoss == StandbyLoss.Block;
}
